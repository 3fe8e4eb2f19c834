"""CategoricalFocalCrossentropy: CategoricalCrossentropy with less weight on examples already classified well."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import boolean, configurable, declare, integer, real
from engine.losses.base import Loss
from engine.losses.class_labels import check_one_hot_labels
from engine.losses.logits import softmax
from engine.typing import Array, Shape
from engine.validators import Numbers


@final
@configurable
class CategoricalFocalCrossentropy(Loss):
    """``-Σ alpha · (1 - q)^gamma · t · log q`` over the classes (``axis``).

    y_true, y_pred: ``(batch, …, classes)``; ``q`` is ``y_pred`` (``softmax(y_pred)`` if ``from_logits``) divided by its
    sum and clipped to ``[ε, 1 - ε]``; ``t = y_true · (1 - s) + s / classes`` with ``s = label_smoothing``;
    ``alpha`` is a scalar, or a list of one value per class.
    Source: Lin et al. 2017, equation 5; Keras 3, ``losses.CategoricalFocalCrossentropy``.
    """

    names: ClassVar[tuple[str, ...]] = ("categorical_focal_crossentropy",)

    alpha: Any = declare(Numbers(), default=0.25)
    gamma: float = real(0, default=2.0)
    from_logits: bool = boolean(default=False)
    label_smoothing: float = real(0, 1, default=0.0)
    axis: int = integer(default=-1)

    def summed_axis(self) -> int:
        return self.axis

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_one_hot_labels(self, y_true_shape, y_true_dtype, y_pred_shape)
        super().check_shape(y_true_shape, y_true_dtype, y_pred_shape)

    def weighted_labels(self, y_true: Array) -> Array:
        """Return ``alpha · t``."""
        s = self.label_smoothing
        t = y_true * (1.0 - s) + s / y_true.shape[-1] if s else y_true
        weighted: Array = t * np.asarray(self.alpha, dtype=t.dtype)
        return weighted

    def values(self, y_true: Array, y_pred: Array) -> Array:
        p = softmax(y_pred, self.axis) if self.from_logits else y_pred
        q = np.clip(p / p.sum(axis=self.axis, keepdims=True), epsilon(), 1 - epsilon())
        value: Array = -(self.weighted_labels(y_true) * (1 - q) ** self.gamma * np.log(q)).sum(axis=self.axis)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        p = softmax(y_pred, self.axis) if self.from_logits else y_pred
        total = p.sum(axis=self.axis, keepdims=True)
        q = p / total
        clipped = np.clip(q, epsilon(), 1 - epsilon())
        easy = 1 - clipped
        dfactor = self.gamma * easy ** (self.gamma - 1) * np.log(clipped) - easy**self.gamma / clipped
        dq = np.where(q == clipped, self.weighted_labels(y_true) * dfactor, 0)
        dp = (dq - (dq * q).sum(axis=self.axis, keepdims=True)) / total
        if self.from_logits:
            dp = p * (dp - (dp * p).sum(axis=self.axis, keepdims=True))
        grad: Array = dp.astype(y_pred.dtype, copy=False)
        return grad
