"""Laws of every loss: values and gradients equal Keras's, gradients are numerically right, configs round-trip."""

import json
import pickle

import numpy as np
import pytest
from recordings import unrecorded

from engine import losses
from engine.hyperparameters import hyperparameters
from engine.losses import LogitsLoss
from engine.losses.logits import sigmoid, softmax
from engine.registry import classes, lookup, names_of, snake_case

ACTIVATIONS = {"softmax": softmax, "sigmoid": sigmoid}


def compute(case, loss, weight):
    y_true, y_pred, _ = case.arrays(loss)
    if case.activation is None:
        return loss.compute(y_true, y_pred, weight)
    return loss.compute_from_logits(y_true, y_pred, ACTIVATIONS[case.activation](y_pred), weight)


def test_every_class_has_a_case(request):
    recorded = {line["class_name"] for line in json.loads((request.path.parents[2] / "golden/losses.json").read_text())}
    assert unrecorded("loss", recorded) == []


def test_loss_equals_keras(case):
    for reduction, (plain, weighted) in case.results.items():
        loss = case.make(reduction=reduction)
        for expected, weight in ((plain, None), (weighted, case.arrays(loss)[2])):
            value, grad = compute(case, loss, weight)
            np.testing.assert_allclose(value, expected, rtol=2e-5, atol=2e-6, err_msg=reduction)
            assert np.asarray(value).dtype == grad.dtype == np.float32


def test_gradient_equals_keras(case):
    loss = case.make()
    _, grad = compute(case, loss, case.arrays(loss)[2])
    np.testing.assert_allclose(grad, case.gradient, rtol=1e-4, atol=1e-6)


def test_gradient_equals_numeric_gradient(case):
    loss = case.make(dtype="float64")
    y_true, y_pred, weight = case.arrays(loss)
    y_pred += 1e-4 * np.random.default_rng(0).normal(size=y_pred.shape)  # away from kinks

    def compute_at(z):
        if case.activation is None:
            return loss.compute(y_true, z, weight)
        return loss.compute_from_logits(y_true, z, ACTIVATIONS[case.activation](z), weight)

    grad, numeric, step = compute_at(y_pred)[1], np.empty_like(y_pred), 1e-6
    for i in np.ndindex(y_pred.shape):
        delta = np.zeros_like(y_pred)
        delta[i] = step
        numeric[i] = (compute_at(y_pred + delta)[0] - compute_at(y_pred - delta)[0]) / (2 * step)
    np.testing.assert_allclose(grad, numeric, rtol=1e-5, atol=1e-8)


def test_backward_of_ones_equals_gradient(plain_case):
    loss = plain_case.make(dtype="float64")
    y_true, y_pred, _ = plain_case.arrays(loss)
    np.testing.assert_allclose(loss.gradient(y_true, y_pred), loss.backward(1.0, y_true, y_pred))
    dvalues = np.ones_like(loss.values(y_true, y_pred))
    np.testing.assert_allclose(loss.backward(dvalues, y_true, y_pred), loss.backward(1.0, y_true, y_pred))


def test_inputs_are_not_modified(case):
    loss = case.make()
    arrays = case.arrays(loss)
    before = [a.copy() for a in arrays]
    compute(case, loss, arrays[2])
    for a, b in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_call_returns_the_reduced_loss(plain_case):
    plain, weighted = plain_case.results["sum_over_batch_size"]
    loss, y_true, y_pred = plain_case.make(), plain_case.y_true, plain_case.y_pred
    np.testing.assert_allclose(loss(y_true, y_pred), plain, rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(loss(y_true, y_pred, plain_case.sample_weight), weighted, rtol=2e-5, atol=2e-6)


def test_functional_form_returns_unreduced_losses(plain_case):
    function = getattr(losses, snake_case(plain_case.class_name))
    values = function(plain_case.y_true, np.asarray(plain_case.y_pred, dtype="float32"), **plain_case.config)
    np.testing.assert_allclose(values, plain_case.results["none"][0], rtol=2e-5, atol=2e-6)


def test_config_and_pickle_round_trip(case):
    loss = case.make(reduction="sum", name="mine")
    config = json.loads(json.dumps(loss.get_config()))
    assert type(loss).from_config(config).get_config() == loss.get_config()
    assert pickle.loads(pickle.dumps(loss)).get_config() == loss.get_config()


def accepts_any_value(case):
    unbounded = ("MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh", "Hinge", "SquaredHinge",
                 "CategoricalHinge", "CosineSimilarity")
    return case.activation is not None or case.config.get("from_logits") or case.class_name in unbounded


def test_extreme_float32_predictions_give_finite_results(case):
    loss = case.make()
    y_true, y_pred, _ = case.arrays(loss)
    for extreme in (0.0, 1.0, 1e4, -1e4):
        if extreme not in (0.0, 1.0) and not accepts_any_value(case):
            continue
        opposite = np.float32(-extreme if extreme > 1 else 1 - extreme)
        z = np.where(np.arange(y_pred.shape[-1]) % 2 == 0, np.float32(extreme), opposite)
        z = np.broadcast_to(z.astype("float32"), y_pred.shape).copy()
        if case.activation is None:
            value, grad = loss.compute(y_true, z)
        else:
            value, grad = loss.compute_from_logits(y_true, z, ACTIVATIONS[case.activation](z))
        assert np.isfinite(value), extreme
        assert np.isfinite(grad).all(), extreme


@pytest.mark.parametrize("cls", classes("loss"), ids=lambda cls: cls.__name__)
def test_every_alias_resolves_to_its_class(cls):
    for name in (cls.__name__, *names_of(cls)):
        assert lookup("loss", name) is cls
        assert type(losses.get(name)) is cls
    assert list(hyperparameters(cls))[-3:] == ["reduction", "name", "dtype"] or "axis" in hyperparameters(cls)
    assert issubclass(cls, LogitsLoss) == bool(cls.logits_activation)


def test_common_aliases_resolve():
    for name, cls in {"mse": "MeanSquaredError", "MAE": "MeanAbsoluteError", "kld": "KLDivergence",
                      "bce": "BinaryCrossentropy", "mean_squared_error": "MeanSquaredError", "huber": "Huber"}.items():
        assert type(losses.get(name)).__name__ == cls
