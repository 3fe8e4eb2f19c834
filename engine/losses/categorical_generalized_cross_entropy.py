"""CategoricalGeneralizedCrossEntropy: between crossentropy and absolute error, for labels that are sometimes wrong."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.losses.base import Loss
from engine.losses.class_labels import check_sparse_labels, prepare_sparse_labels
from engine.typing import Array, Shape


@final
@configurable
class CategoricalGeneralizedCrossEntropy(Loss):
    """``(1 - p^q) / q`` with ``p = y_pred[y_true]``.

    y_true: ``(batch, …)``, class ids; y_pred: ``(batch, …, classes)``, probabilities. The gradient with respect to
    ``p`` is ``-p^(q - 1)``, and 0 with respect to the other classes. Source: Zhang and Sabuncu 2018, equation 6;
    Keras 3, ``losses.CategoricalGeneralizedCrossEntropy``.
    """

    names: ClassVar[tuple[str, ...]] = ("categorical_generalized_cross_entropy",)

    q: float = real(above=0, below=1, default=0.5)

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_sparse_labels(self, y_true_shape, y_pred_shape)

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        return prepare_sparse_labels(self, y_true, y_pred_shape)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        p = np.take_along_axis(y_pred, y_true[..., None], axis=-1)[..., 0]
        value: Array = (1 - p**self.q) / self.q
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        grad, indices = np.zeros_like(y_pred), y_true[..., None]
        p = np.take_along_axis(y_pred, indices, axis=-1)
        np.put_along_axis(grad, indices, -(np.maximum(p, np.finfo(p.dtype).tiny) ** (self.q - 1)), axis=-1)
        return grad
