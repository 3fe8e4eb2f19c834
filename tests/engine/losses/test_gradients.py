"""The gradients of every registered loss are those of its values, in float64; nothing recorded is needed for that."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import registry
from engine.errors import ProblemError
from engine.losses import LogitsLoss, Loss, MeanSquaredError
from engine.losses.logits import sigmoid, softmax

STEP = 1e-6
CLASSES = registry.classes("loss")
PREDICTIONS = np.random.default_rng(1).dirichlet(np.full(5, 2.0), size=(4, 8))
"""(samples, time, classes): positive, and 1 in sum, as the strictest loss needs them."""
LABELS: tuple[tuple[Any, Any], ...] = (
    (np.random.default_rng(2).dirichlet(np.full(5, 2.0), size=4), PREDICTIONS[:, 0]),
    (np.array([0, 3, 0, 1]), PREDICTIONS[:, 0]),
    (np.array([[1, 2, 2], [4, 0, 0], [1, 3, 0], [2, 0, 0]]), PREDICTIONS),
)
"""Labels with their predictions: of the same shape, class indices, and sequences of class indices."""


def arguments(loss: Loss) -> tuple[np.ndarray, np.ndarray]:
    """The first labels that a loss accepts, as it prepares them, and the predictions."""
    for y_true, y_pred in LABELS:
        try:
            labels = loss.prepare(y_true, y_pred.shape)
            loss.values(labels, y_pred.copy())
        except (ProblemError, ValueError, IndexError):
            continue
        return labels, y_pred.copy()
    return pytest.fail(f"add labels for {type(loss).__name__} to LABELS")


def numeric_gradient(function: Callable[[np.ndarray], Any], x: np.ndarray) -> np.ndarray:
    """The gradient of a scalar function by central differences."""
    grad = np.empty_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = STEP
        grad[index] = (function(x + step) - function(x - step)) / (2 * STEP)
    return grad


def check_gradient(loss: Loss) -> None:
    y_true, y_pred = arguments(loss)
    weight = np.array([0.5, 2.0, 1.0, 0.25])
    grad = loss.compute(y_true, y_pred, weight)[1]
    expected = numeric_gradient(lambda y: loss.compute(y_true, y, weight)[0], y_pred)
    assert np.abs(expected).max() > 1e-4, "the gradient is zero: nothing is tested"
    np.testing.assert_allclose(grad, expected, rtol=1e-5, atol=1e-8)


def check_logit_gradient(loss: LogitsLoss) -> None:
    activation = {"softmax": softmax, "sigmoid": sigmoid}[loss.logits_activation]
    y_true, z = arguments(loss)
    grad = loss.compute_from_logits(y_true, z, activation(z))[1]
    expected = numeric_gradient(lambda z: loss.compute_from_logits(y_true, z, activation(z))[0], z)
    np.testing.assert_allclose(grad, expected, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight"])
@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_gradient_is_that_of_the_values(cls: type[Loss], reduction: str) -> None:
    check_gradient(cls(reduction=reduction, dtype="float64"))


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls.logits_activation], ids=lambda cls: cls.__name__)
def test_gradient_by_logits_is_that_of_the_values(cls: type[LogitsLoss]) -> None:
    check_logit_gradient(cls(dtype="float64"))


def test_a_wrong_gradient_is_detected(monkeypatch: pytest.MonkeyPatch) -> None:
    gradient = MeanSquaredError.gradient
    check_gradient(MeanSquaredError(dtype="float64"))
    monkeypatch.setattr(MeanSquaredError, "gradient", lambda *arrays: 1.001 * gradient(*arrays))
    with pytest.raises(AssertionError):
        check_gradient(MeanSquaredError(dtype="float64"))
