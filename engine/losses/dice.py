"""Dice: how little two areas overlap, as in image segmentation."""

from typing import Any, ClassVar, final

from engine.backend.config import epsilon
from engine.hyperparameters import configurable, declare
from engine.losses.base import Loss
from engine.losses.reduction_axes import Axes, expand_reduced_axes
from engine.typing import Array


@final
@configurable
class Dice(Loss):
    """``1 - 2 · Σ t·p / (Σ t + Σ p + ε)``, summed over ``axis``, by default over all axes including the batch.

    y_true, y_pred: ``(batch, …, outputs)``. With ``a = Σ t·p`` and ``b = Σ t + Σ p + ε`` the gradient is
    ``2 · (a - t · b) / b²``. Source: Keras 3, ``losses.Dice``.
    """

    names: ClassVar[tuple[str, ...]] = ("dice",)

    axis: Any = declare(Axes(), default=None, kw_only=True)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        intersection = (y_true * y_pred).sum(axis=self.axis)
        value: Array = 1 - 2 * intersection / (y_true.sum(axis=self.axis) + y_pred.sum(axis=self.axis) + epsilon())
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        intersection = (y_true * y_pred).sum(axis=self.axis, keepdims=True)
        total = y_true.sum(axis=self.axis, keepdims=True) + y_pred.sum(axis=self.axis, keepdims=True) + epsilon()
        grad: Array = 2 * (intersection - y_true * total) / (total * total)
        return grad

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        return self.gradient(y_true, y_pred) * expand_reduced_axes(dvalues, self.axis)  # type: ignore[no-any-return]
