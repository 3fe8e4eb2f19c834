"""BinaryCrossentropy: for binary classification, with labels 0 or 1."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend import crossentropies
from engine.backend.config import epsilon
from engine.backend.tensor import Tensor
from engine.hyperparameters import boolean, configurable, integer, real
from engine.losses.base import LogitsLoss
from engine.losses.logits import sigmoid
from engine.typing import Array


@final
@configurable
class BinaryCrossentropy(LogitsLoss):
    """``-mean(t · log p + (1 - t) · log(1 - p))`` over ``axis``, with ``t = y_true · (1 - s) + s / 2``.

    y_true, y_pred: ``(batch, …, outputs)``; ``y_pred`` is the probability ``p``, clipped to ``[ε, 1 - ε]``, or its
    logit if ``from_logits``. ``s`` is ``label_smoothing``. From logits: ``mean(max(z, 0) - z·t + log(1 + exp(-|z|)))``,
    with the gradient ``(sigmoid(z) - t) / outputs``. Source: Keras 3, ``losses.BinaryCrossentropy``.
    """

    names: ClassVar[tuple[str, ...]] = ("binary_crossentropy", "bce", "BCE")
    logits_activation: ClassVar[str] = "sigmoid"

    from_logits: bool = boolean(default=False)
    label_smoothing: float = real(0, 1, default=0.0)
    axis: int = integer(default=-1)

    def summed_axis(self) -> int:
        return self.axis

    def smooth(self, y_true: Any) -> Any:
        """Move the labels towards 1/2 by ``label_smoothing``."""
        s = self.label_smoothing
        return y_true * (1.0 - s) + 0.5 * s if s else y_true

    def values(self, y_true: Array, y_pred: Array) -> Any:
        if self.from_logits:
            return self.logit_values(y_true, y_pred, y_pred)
        t, p = self.smooth(y_true), np.clip(y_pred, epsilon(), 1 - epsilon())
        each = t * np.log(p) + (1 - t) * np.log(1 - p)
        return each.sum(axis=self.axis) / -y_pred.shape[self.axis]

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        if self.from_logits:
            return self.logit_gradient(y_true, y_pred, sigmoid(y_pred))
        p = np.clip(y_pred, epsilon(), 1 - epsilon())
        grad = (p - self.smooth(y_true)) / (p * (1 - p) * y_pred.shape[self.axis])
        grad[p != y_pred] = 0
        return grad  # type: ignore[no-any-return]

    def probabilities(self, z: Array) -> Array:
        return sigmoid(z)

    def logit_values(self, y_true: Any, z: Array, y: Array) -> Any:
        if isinstance(y_true, Tensor):
            return crossentropies.binary_crossentropy(self.smooth(y_true), z, from_logits=True).mean(axis=self.axis)
        each = np.log1p(np.exp(-np.abs(z)))
        each += np.maximum(z, 0)
        each -= z * self.smooth(y_true)
        return each.sum(axis=self.axis) / z.shape[self.axis]

    def logit_gradient(self, y_true: Array, z: Array, y: Array) -> Array:
        grad: Array = y - self.smooth(y_true)
        grad /= z.shape[self.axis]
        return grad
