"""LogCosh: like the squared error for small errors and the absolute error for large ones, but smooth."""

from math import log
from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class LogCosh(Loss):
    """``mean(log cosh e)`` over the last axis, with ``e = y_pred - y_true``: ``|e| + log(1 + exp(-2|e|)) - log 2``.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.LogCosh``.
    """

    names: ClassVar[tuple[str, ...]] = ("log_cosh", "logcosh")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        error = np.abs(y_pred - y_true)
        value: Array = (error + np.log1p(np.exp(-2 * error)) - log(2)).mean(axis=-1)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        grad: Array = np.tanh(y_pred - y_true) / y_pred.shape[-1]
        return grad
