"""MeanAbsolutePercentageError: errors in percent of the true value."""

from typing import ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class MeanAbsolutePercentageError(Loss):
    """``100 · mean(|y_true - y_pred| / max(|y_true|, ε))`` over the last axis, in percent.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.MeanAbsolutePercentageError``.
    """

    names: ClassVar[tuple[str, ...]] = ("mape", "MAPE", "mean_absolute_percentage_error")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        error = np.abs((y_true - y_pred) / np.maximum(np.abs(y_true), epsilon()))
        value: Array = 100 * error.mean(axis=-1)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        scale = 100 / (np.maximum(np.abs(y_true), epsilon()) * y_pred.shape[-1])
        grad: Array = np.sign(y_pred - y_true) * scale
        return grad
