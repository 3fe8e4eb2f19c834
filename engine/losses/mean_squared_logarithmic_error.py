"""MeanSquaredLogarithmicError: squared error of the logarithms, which measures relative errors."""

from typing import ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class MeanSquaredLogarithmicError(Loss):
    """``mean((log(1 + y_true) - log(1 + y_pred))²)`` over the last axis, both clipped to at least ``ε``.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.MeanSquaredLogarithmicError``.
    """

    names: ClassVar[tuple[str, ...]] = ("msle", "MSLE", "mean_squared_logarithmic_error")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        value: Array = np.square(self.difference(y_true, y_pred)).mean(axis=-1)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        grad = 2 * self.difference(y_true, y_pred) / ((np.maximum(y_pred, epsilon()) + 1) * y_pred.shape[-1])
        grad[y_pred < epsilon()] = 0
        return grad  # type: ignore[no-any-return]

    def difference(self, y_true: Array, y_pred: Array) -> Array:
        """Return ``log(1 + y_pred) - log(1 + y_true)``."""
        difference: Array = np.log(np.maximum(y_pred, epsilon()) + 1) - np.log(np.maximum(y_true, epsilon()) + 1)
        return difference
