"""Huber: squared error for small errors, absolute error for large ones."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class Huber(Loss):
    """``mean(e² / 2)`` where ``|e| <= delta``, else ``mean(delta · |e| - delta² / 2)``, with ``e = y_pred - y_true``.

    y_true, y_pred: ``(batch, …, outputs)``, mean over the last axis. Source: Keras 3, ``losses.Huber``.
    """

    names: ClassVar[tuple[str, ...]] = ("huber", "huber_loss")

    delta: float = real(above=0, default=1.0)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        error = np.abs(y_pred - y_true)
        clipped = np.minimum(error, self.delta)
        value: Array = (clipped * (error - clipped / 2)).mean(axis=-1)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        grad: Array = np.clip(y_pred - y_true, -self.delta, self.delta) / y_pred.shape[-1]
        return grad
