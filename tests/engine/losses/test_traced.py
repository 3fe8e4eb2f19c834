"""Losses and metrics that a learner's own function calls: the gradient is that of differences, or there is none."""

import numpy as np
import pytest
from traced_calls import check_gradient

from engine import losses, metrics, registry
from engine.backend.eager_tensor import EagerTensor
from engine.backend.tensor import Tensor, find_gradient
from engine.errors import ProblemError
from engine.losses import LogitsLoss

P = np.random.default_rng(1).dirichlet(np.full(5, 2.0), size=(4, 8))
"""(samples, time, classes): positive, and 1 in sum, as the strictest loss needs them."""
SOFT = np.random.default_rng(2).dirichlet(np.full(5, 2.0), size=4)
LABELS = ((SOFT, P[:, 0].copy()), (np.array([0, 3, 0, 1]), P[:, 0].copy()),
          (np.array([[1, 2, 2], [4, 0, 0], [1, 3, 0], [2, 0, 0]]), P))
"""Labels with their predictions: of the same shape, class indices, and sequences of class indices."""
CLASSES = registry.classes("loss")
WEIGHT = np.array([0.5, 2.0, 1.0, 0.25])


def batch(call):
    """The first labels and predictions that a call accepts."""
    for y_true, y_pred in LABELS:
        try:
            call(y_true, y_pred)
        except (ProblemError, ValueError, IndexError):
            continue
        return y_true, y_pred
    return pytest.fail("add labels to LABELS")


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight", "none"])
@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_gradient_of_a_loss_object(cls, reduction):
    loss = cls(reduction=reduction, dtype="float64")
    y_true, y_pred = batch(loss)
    check_gradient(lambda p: loss(y_true, p), y_pred)
    if np.ndim(loss.values(loss.prepare(y_true, y_pred.shape), y_pred)):
        check_gradient(lambda p: loss(y_true, p, WEIGHT), y_pred)


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_gradient_by_the_labels(cls, from_logits):
    """A learner may give the arguments in the other order, or compare two predictions."""
    if from_logits and not issubclass(cls, LogitsLoss):
        return
    loss = cls(dtype="float64", **({"from_logits": True} if from_logits else {}))
    y_true, y_pred = batch(loss)
    if y_true.dtype.kind == "f":
        check_gradient(lambda t: loss(t, y_pred), y_true)
        check_gradient(lambda t: loss(t, t * t + 0.1), y_true)
    else:
        assert isinstance(loss(Tensor(y_true.astype("float64")), y_pred), EagerTensor)


@pytest.mark.parametrize("name", sorted(losses.FUNCTIONS))
def test_gradient_of_a_loss_function(name):
    function = losses.FUNCTIONS[name]
    y_true, y_pred = batch(function)
    check_gradient(lambda p: function(y_true, p), y_pred)


@pytest.mark.parametrize("name", sorted(metrics.FUNCTIONS))
def test_gradient_of_a_metric_function(name):
    function = metrics.FUNCTIONS[name]
    y_true, y_pred = batch(function)
    if function.metric_class.is_differentiable:
        check_gradient(lambda p: function(y_true, p), y_pred)
        if y_true.dtype.kind == "f":
            check_gradient(lambda t: function(t, y_pred), y_true)
    else:
        assert isinstance(function(y_true, Tensor(y_pred)), EagerTensor)


@pytest.mark.parametrize("cls", metrics.ALL, ids=lambda cls: cls.__name__)
def test_a_metric_object_has_no_gradient(cls):
    required = {"PrecisionAtRecall": {"recall": 0.5}, "RecallAtPrecision": {"precision": 0.5},
                "SensitivityAtSpecificity": {"specificity": 0.5}, "SpecificityAtSensitivity": {"sensitivity": 0.5},
                "IoU": {"num_classes": 2, "target_class_ids": [0]}, "BinaryIoU": {"target_class_ids": [0]},
                "MeanIoU": {"num_classes": 2}, "OneHotIoU": {"num_classes": 5, "target_class_ids": [0]},
                "OneHotMeanIoU": {"num_classes": 5}}
    make = lambda: cls(**required.get(cls.__name__, {}))  # noqa: E731  (of the parametrized class)
    if cls in (metrics.Mean, metrics.Sum):
        assert isinstance(make()(Tensor(SOFT)), EagerTensor)
        return
    if cls is metrics.MeanIoU or cls is metrics.IoU:
        labels, predictions = np.array([0, 1, 1]), np.array([0.0, 1.0, 0.0])
    else:
        labels, predictions = batch(make())
    result = make()(labels, Tensor(predictions))
    assert isinstance(result, EagerTensor)
    assert result.dtype == "float32"
    np.testing.assert_array_equal(result, make()(labels, predictions))


def test_a_wrapped_function_stays_on_the_trace():
    loss = losses.get(lambda t, p: losses.mean_squared_error(t, p) * 3)
    y_true, y_pred = (a.astype("float32") for a in LABELS[0])
    x = Tensor(y_pred)
    grad = find_gradient(loss(y_true, x), x)
    np.testing.assert_allclose(grad, 6 * (y_pred - y_true) / y_pred.size, rtol=1e-5)
