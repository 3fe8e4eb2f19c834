"""CosineSimilarity: whether two vectors point the same way, whatever their length."""

from typing import ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import configurable, integer
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class CosineSimilarity(Loss):
    """``-Σ t̂ · p̂`` over ``axis``, where ``v̂ = v / max(|v|, ε)``: -1 for the same direction, 1 for the opposite one.

    y_true, y_pred: ``(batch, …, outputs)``. With ``c = Σ t̂ · p̂`` the gradient is ``(c · p̂ - t̂) / |y_pred|``.
    Source: Keras 3, ``losses.CosineSimilarity``.
    """

    names: ClassVar[tuple[str, ...]] = ("cosine_similarity", "cosine_proximity")

    axis: int = integer(default=-1)

    def summed_axis(self) -> int:
        return self.axis

    def norm(self, x: Array) -> Array:
        """Return ``max(|x|, ε)`` along ``axis``, which is kept with length 1."""
        norm: Array = np.maximum(np.sqrt(np.square(x).sum(axis=self.axis, keepdims=True)), epsilon())
        return norm

    def cosine(self, y_true: Array, y_pred: Array) -> Array:
        """Return the cosine of the angle between labels and predictions."""
        value: Array = (y_true / self.norm(y_true) * (y_pred / self.norm(y_pred))).sum(axis=self.axis)
        return value

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return -self.cosine(y_true, y_pred)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        t, norm = y_true / self.norm(y_true), self.norm(y_pred)
        p = y_pred / norm
        cosine = np.where(norm > epsilon(), (t * p).sum(axis=self.axis, keepdims=True), 0)
        return (cosine * p - t) / norm
