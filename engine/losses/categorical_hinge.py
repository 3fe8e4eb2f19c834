"""CategoricalHinge: the true class has to lead by a margin of 1."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.losses.class_labels import check_one_hot_labels
from engine.typing import Array, Shape


@final
@configurable
class CategoricalHinge(Loss):
    """``max(neg - pos + 1, 0)`` with ``pos = Σ y_true · y_pred`` and ``neg = max((1 - y_true) · y_pred)``.

    y_true, y_pred: ``(batch, …, classes)``; Σ and the inner max are over the last axis.
    Source: Keras 3, ``losses.CategoricalHinge``.
    """

    names: ClassVar[tuple[str, ...]] = ("categorical_hinge",)

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_one_hot_labels(self, y_true_shape, y_true_dtype, y_pred_shape)
        super().check_shape(y_true_shape, y_true_dtype, y_pred_shape)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        margin = ((1 - y_true) * y_pred).max(axis=-1) - (y_true * y_pred).sum(axis=-1) + 1
        return np.maximum(margin, 0)  # type: ignore[no-any-return]

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        others = (1 - y_true) * y_pred
        highest = others == others.max(axis=-1, keepdims=True)
        grad = (1 - y_true) * highest / highest.sum(axis=-1, keepdims=True) - y_true
        grad *= (self.values(y_true, y_pred) > 0)[..., None]
        return grad.astype(y_pred.dtype, copy=False)  # type: ignore[no-any-return]
