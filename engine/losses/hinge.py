"""Hinge: for labels -1 and 1, with a margin around the decision boundary."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.losses.hinge_labels import convert_binary_labels_to_hinge
from engine.typing import Array


@final
@configurable
class Hinge(Loss):
    """``mean(max(1 - y_true · y_pred, 0))`` over the last axis; labels 0 and 1 count as -1 and 1.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.Hinge``.
    """

    names: ClassVar[tuple[str, ...]] = ("hinge",)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        value: Array = np.maximum(1 - convert_binary_labels_to_hinge(y_true) * y_pred, 0).mean(axis=-1)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        t = convert_binary_labels_to_hinge(y_true)
        return np.where(t * y_pred < 1, -t / y_pred.shape[-1], 0).astype(y_pred.dtype, copy=False)
