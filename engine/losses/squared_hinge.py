"""SquaredHinge: like Hinge, but with a stronger penalty far on the wrong side."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.losses.hinge_labels import convert_binary_labels_to_hinge
from engine.typing import Array


@final
@configurable
class SquaredHinge(Loss):
    """``mean(max(1 - y_true · y_pred, 0)²)`` over the last axis; labels 0 and 1 count as -1 and 1.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.SquaredHinge``.
    """

    names: ClassVar[tuple[str, ...]] = ("squared_hinge",)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        value: Array = np.square(np.maximum(1 - convert_binary_labels_to_hinge(y_true) * y_pred, 0)).mean(axis=-1)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        t = convert_binary_labels_to_hinge(y_true)
        grad: Array = np.maximum(1 - t * y_pred, 0) * t * (-2.0 / y_pred.shape[-1])
        return grad
