"""Tversky: Dice with separate weights for false negatives and false positives."""

from typing import Any, ClassVar, final

from engine.backend.config import epsilon
from engine.hyperparameters import configurable, declare, real
from engine.losses.base import Loss
from engine.losses.reduction_axes import Axes, expand_reduced_axes
from engine.typing import Array


@final
@configurable
class Tversky(Loss):
    """``1 - a / (a + alpha · Σ (1 - p)·t + beta · Σ p·(1 - t) + ε)`` with ``a = Σ t·p``.

    y_true, y_pred: ``(batch, …, outputs)``; summed over ``axis``, by default over all axes including the batch. With
    ``b`` as the divisor, ``db = t - alpha · t + beta · (1 - t)`` and the gradient is ``(a · db - t · b) / b²``.
    Source: Salehi et al. 2017, equation 4; Keras 3, ``losses.Tversky``.
    """

    names: ClassVar[tuple[str, ...]] = ("tversky",)

    alpha: float = real(0, default=0.5)
    beta: float = real(0, default=0.5)
    axis: Any = declare(Axes(), default=None, kw_only=True)

    def intersection_and_divisor(self, y_true: Array, y_pred: Array, keepdims: bool) -> tuple[Array, Array]:
        """Return ``(a, b)``."""
        intersection = (y_true * y_pred).sum(axis=self.axis, keepdims=keepdims)
        false_negatives = (y_true - y_true * y_pred).sum(axis=self.axis, keepdims=keepdims)
        false_positives = (y_pred - y_true * y_pred).sum(axis=self.axis, keepdims=keepdims)
        errors = self.alpha * false_negatives + self.beta * false_positives
        return intersection, intersection + errors + epsilon()

    def values(self, y_true: Array, y_pred: Array) -> Array:
        intersection, divisor = self.intersection_and_divisor(y_true, y_pred, keepdims=False)
        value: Array = 1 - intersection / divisor
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        intersection, divisor = self.intersection_and_divisor(y_true, y_pred, keepdims=True)
        ddivisor = y_true * (1 - self.alpha) + (1 - y_true) * self.beta
        grad: Array = (intersection * ddivisor - y_true * divisor) / (divisor * divisor)
        return grad

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        return self.gradient(y_true, y_pred) * expand_reduced_axes(dvalues, self.axis)  # type: ignore[no-any-return]
