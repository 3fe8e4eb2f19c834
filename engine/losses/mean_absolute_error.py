"""MeanAbsoluteError: like MeanSquaredError, but with less weight on outliers."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class MeanAbsoluteError(Loss):
    """``mean(|y_true - y_pred|)`` over the last axis; the gradient at 0 is 0.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.MeanAbsoluteError``.
    """

    names: ClassVar[tuple[str, ...]] = ("mae", "MAE", "mean_absolute_error")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return np.abs(y_pred - y_true).sum(axis=-1) / y_pred.shape[-1]  # type: ignore[no-any-return]

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        return np.sign(y_pred - y_true) / y_pred.shape[-1]  # type: ignore[no-any-return]
