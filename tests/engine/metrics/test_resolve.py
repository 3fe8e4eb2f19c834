"""Identifiers in ``compile(metrics=[…])`` are resolved to the metric and the key in the logs that Keras chooses."""

import numpy as np
import pytest

import engine.backend as K  # noqa: N812  (as learners write it)
from engine import losses, metrics
from engine.errors import ProblemError
from engine.metrics.resolve import resolve, resolve_all
from engine.naming import reset_names


def mean_pred(y_true, y_pred):
    return K.mean(y_pred)


def test_name_is_resolved_as_in_keras(in_logs):
    identifier, y_true_shape, y_pred_shape, key, class_name = in_logs
    metric = resolve(identifier, None, tuple(y_true_shape), tuple(y_pred_shape))
    assert (metric.name, type(metric).__name__) == (key, class_name)


@pytest.mark.parametrize(("labels", "outputs", "expected"), [
    ((None, 1), (None, 1), "BinaryCrossentropy"),
    ((None,), (None, 10), "SparseCategoricalCrossentropy"),
    ((None, 10), (None, 10), "CategoricalCrossentropy"),
])
@pytest.mark.parametrize("name", ["crossentropy", "ce"])
def test_crossentropy_is_resolved_by_shapes(name, labels, outputs, expected):
    metric = resolve(name, losses.CategoricalCrossentropy(from_logits=True), labels, outputs)
    assert type(metric).__name__ == expected
    assert metric.name == name
    assert metric.from_logits
    assert type(losses.resolve(name, labels, outputs)).__name__ == expected


def test_resolve_takes_classes_objects_configs_and_functions():
    shapes = (None, 1), (None, 1)
    metric = metrics.Precision(name="mine")
    assert resolve(metric, None, *shapes) is metric
    assert resolve(metrics.Recall, None, *shapes).name == "recall"
    assert resolve({"class_name": "AUC", "config": {"curve": "PR"}}, None, *shapes).curve == "PR"
    assert resolve(losses.mean_squared_error, None, *shapes).name == "mean_squared_error"


def test_custom_function_is_averaged_over_batches():
    metric = resolve(mean_pred, None, (None, 1), (None, 1))
    for batch in ([[1.0], [3.0]], [[5.0], [7.0]]):
        metric.update_state(np.zeros((2, 1)), np.array(batch, dtype="float32"))
    assert metric.name == "mean_pred"
    assert metric.result() == pytest.approx(4.0)


def test_custom_function_takes_sample_weights():
    metric = metrics.MeanMetricWrapper(lambda y_true, y_pred: K.square(y_true - y_pred), name="mine")
    metric.update_state(np.zeros((2, 1)), np.array([[1.0], [3.0]]), np.array([1.0, 3.0]))
    assert metric.result() == pytest.approx((1 + 27) / 4)


def test_repeated_names_are_numbered():
    identifiers = [metrics.Precision(), "accuracy", metrics.Precision(), metrics.Precision]
    resolved = resolve_all(identifiers, None, (8, 1), (8, 1))
    assert [metric.name for metric in resolved] == ["precision", "accuracy", "precision_1", "precision_2"]


def test_default_names_are_numbered_per_process_as_in_keras():
    """Recorded from Keras 3.15: metrics resolved from strings are counted, too."""
    def keys(*identifiers):
        return [metric.name for metric in resolve_all(identifiers, None, (8, 1), (8, 1))]

    assert keys(metrics.AUC(), metrics.AUC()) == ["auc", "auc_1"]
    assert keys("AUC", metrics.BinaryAccuracy(), metrics.BinaryAccuracy()) == [
        "AUC", "binary_accuracy", "binary_accuracy_1"]
    assert keys(metrics.AUC(), metrics.AUC(name="auc"), metrics.TruePositives()) == ["auc_3", "auc", "true_positives"]
    unnumbered = metrics.F1Score(), metrics.F1Score(), metrics.MeanIoU(2)
    assert [metric.name for metric in unnumbered] == ["f1_score", "f1_score", "mean_io_u"]
    reset_names()
    assert keys(metrics.AUC()) == ["auc"]


def test_unknown_name_is_rejected_with_a_suggestion():
    with pytest.raises(ProblemError, match="Did you mean 'binary_accuracy'"):
        resolve("binary_acuracy", None, (8, 1), (8, 1))
    with pytest.raises(ProblemError):
        resolve(3, None, (8, 1), (8, 1))
    with pytest.raises(ProblemError):
        metrics.MeanMetricWrapper("no function")


def test_mean_and_sum_accumulate_values():
    mean, total = metrics.Mean("loss"), metrics.Sum()
    assert mean(3.0) == 3.0
    assert mean([1.0, 2.0], sample_weight=[1, 0]) == 2.0
    assert total([[1.0, 2.0]]) == 3.0
    assert mean.name == "loss"


@pytest.mark.parametrize(("make", "code"), [
    (lambda: metrics.Precision(thresholds=1.5), "too_large"),
    (lambda: metrics.IoU(2, [2]), "not_below"),
    (lambda: metrics.AUC(num_thresholds=1), "too_small"),
    (lambda: metrics.F1Score().update_state(np.zeros(3), np.zeros((3, 2))), "metric_needs_rows"),
    (lambda: metrics.R2Score().update_state(np.zeros((3, 2, 2)), np.zeros((3, 2, 2))), "metric_needs_rows"),
])
def test_invalid_arguments_and_shapes_are_rejected(make, code):
    with pytest.raises(ProblemError) as caught:
        make()
    assert caught.value.problem.code == code


def test_functions_of_a_learner_are_named_in_the_logs_as_in_keras():
    def MyMae(t, p):  # noqa: N802
        return K.mean(K.abs(t - p))

    def r2_score2(t, p):
        return K.mean(p)

    functions = [MyMae, r2_score2, lambda t, p: K.mean(p), lambda t, p: K.mean(t)]
    assert [m.name for m in resolve_all(functions, None, (4, 1), (4, 1))] == ["my_mae", "r2_score2", "lambda", "lambda_1"]
