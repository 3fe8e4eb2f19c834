"""MeanSquaredError: the usual loss for regression."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class MeanSquaredError(Loss):
    """``mean((y_true - y_pred)²)`` over the last axis.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.MeanSquaredError``.
    """

    names: ClassVar[tuple[str, ...]] = ("mse", "MSE", "mean_squared_error")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        error = y_pred - y_true
        error *= error
        return error.sum(axis=-1) / y_pred.shape[-1]  # type: ignore[no-any-return]

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        error = y_pred - y_true
        error *= 2.0 / y_pred.shape[-1]
        return error
