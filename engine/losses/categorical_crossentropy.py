"""CategoricalCrossentropy: for multi-class classification, with one-hot labels."""

from typing import Any, ClassVar, final

import numpy as np

from engine import kernels
from engine.backend import crossentropies
from engine.backend.config import epsilon
from engine.backend.tensor import Tensor
from engine.hyperparameters import boolean, configurable, integer, real
from engine.losses.base import LogitsLoss
from engine.losses.class_labels import check_one_hot_labels
from engine.losses.logits import as_rows, log_sum_exp, softmax
from engine.typing import Array, Shape


@final
@configurable
class CategoricalCrossentropy(LogitsLoss):
    """``-Σ t · log q`` over the classes (``axis``), with ``t = y_true · (1 - s) + s / classes``.

    y_true, y_pred: ``(batch, …, classes)``; ``q`` is ``y_pred`` divided by its sum and clipped to ``[ε, 1 - ε]``, or
    ``softmax(y_pred)`` if ``from_logits``. ``s`` is ``label_smoothing``. The gradient with respect to logits is
    ``softmax(z) - t``, as in TensorFlow, also where the labels of a sample do not sum to 1.
    Source: Keras 3, ``losses.CategoricalCrossentropy``.
    """

    names: ClassVar[tuple[str, ...]] = ("categorical_crossentropy",)
    logits_activation: ClassVar[str] = "softmax"

    from_logits: bool = boolean(default=False)
    label_smoothing: float = real(0, 1, default=0.0)
    axis: int = integer(default=-1)

    def summed_axis(self) -> int:
        return self.axis

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_one_hot_labels(self, y_true_shape, y_true_dtype, y_pred_shape)
        super().check_shape(y_true_shape, y_true_dtype, y_pred_shape)

    def smooth(self, y_true: Array) -> Array:
        """Move the labels towards 1/classes by ``label_smoothing``."""
        s = self.label_smoothing
        return y_true * (1.0 - s) + s / y_true.shape[-1] if s else y_true

    def values(self, y_true: Array, y_pred: Array) -> Any:
        if self.from_logits:
            return self.logit_values(y_true, y_pred, softmax(y_pred, self.axis))
        q = y_pred / y_pred.sum(axis=self.axis, keepdims=True)
        q = np.clip(q, epsilon(), 1 - epsilon())
        return -(self.smooth(y_true) * np.log(q)).sum(axis=self.axis)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        if self.from_logits:
            return self.logit_gradient(y_true, y_pred, softmax(y_pred, self.axis))
        total = y_pred.sum(axis=self.axis, keepdims=True)
        q = y_pred / total
        clipped = np.clip(q, epsilon(), 1 - epsilon())
        dq = np.where(q == clipped, -self.smooth(y_true) / clipped, 0)
        return (dq - (dq * q).sum(axis=self.axis, keepdims=True)) / total  # type: ignore[no-any-return]

    def probabilities(self, z: Array) -> Array:
        y: Array = softmax(z, self.axis)
        return y

    def logit_values(self, y_true: Any, z: Array, y: Array) -> Any:
        t: Any = self.smooth(y_true)
        if isinstance(t, Tensor):
            return crossentropies.categorical_crossentropy(t, z, from_logits=True, axis=self.axis)
        if self.axis in (-1, z.ndim - 1) and kernels.enabled():
            values = np.empty(z.shape[:-1], z.dtype)
            kernels.crossentropy(as_rows(t), as_rows(z), as_rows(y), values.reshape(-1))
            return values
        value: Array = log_sum_exp(z, y, self.axis) * t.sum(axis=self.axis) - (t * z).sum(axis=self.axis)
        return value

    def logit_gradient(self, y_true: Array, z: Array, y: Array) -> Array:
        t = self.smooth(y_true)
        grad: Array = y - t
        return grad
