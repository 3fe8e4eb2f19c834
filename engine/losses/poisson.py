"""Poisson: for counts of events."""

from typing import ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class Poisson(Loss):
    """``mean(y_pred - y_true · log(y_pred + ε))`` over the last axis.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.Poisson``.
    """

    names: ClassVar[tuple[str, ...]] = ("poisson",)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        value: Array = (y_pred - y_true * np.log(y_pred + epsilon())).mean(axis=-1)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        grad: Array = (1 - y_true / (y_pred + epsilon())) / y_pred.shape[-1]
        return grad
