"""Dice: how far two areas are from covering each other."""

from typing import Any, ClassVar, final

from engine.backend.config import epsilon
from engine.hyperparameters import configurable, declare
from engine.losses.base import Loss
from engine.losses.overlap import Axes, widened
from engine.typing import Array


@final
@configurable
class Dice(Loss):
    """``1 - 2 · Σ t·p / (Σ t + Σ p + ε)``, sums over ``axis``, or over everything, the batch included.

    y_true, y_pred: ``(batch, …, outputs)``. With ``a = Σ t·p`` and ``b = Σ t + Σ p + ε`` the slope is
    ``2 · (a - t · b) / b²``. Source: Keras 3, ``losses.Dice``.
    """

    names: ClassVar[tuple[str, ...]] = ("dice",)

    axis: Any = declare(Axes(), default=None, kw_only=True)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        both = (y_true * y_pred).sum(axis=self.axis)
        value: Array = 1 - 2 * both / (y_true.sum(axis=self.axis) + y_pred.sum(axis=self.axis) + epsilon())
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        both = (y_true * y_pred).sum(axis=self.axis, keepdims=True)
        total = y_true.sum(axis=self.axis, keepdims=True) + y_pred.sum(axis=self.axis, keepdims=True) + epsilon()
        slope: Array = 2 * (both - y_true * total) / (total * total)
        return slope

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        return self.gradient(y_true, y_pred) * widened(dvalues, self.axis)  # type: ignore[no-any-return]
