"""BinaryFocalCrossentropy: BinaryCrossentropy with less weight on examples that are already classified well."""

from typing import ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import boolean, configurable, integer, real
from engine.losses.base import Loss
from engine.losses.logits import sigmoid
from engine.typing import Array


@final
@configurable
class BinaryFocalCrossentropy(Loss):
    """``mean(w · (1 - q)^gamma · bce)`` over ``axis``, with ``q = t · p + (1 - t) · (1 - p)``.

    y_true, y_pred: ``(batch, …, outputs)``; ``p`` is ``y_pred``, or ``sigmoid(y_pred)`` if ``from_logits``;
    ``t = y_true · (1 - s) + s / 2`` with ``s = label_smoothing``; ``bce = -(t · log p + (1 - t) · log(1 - p))`` with
    ``p`` clipped to ``[ε, 1 - ε]``; ``w = t · alpha + (1 - t) · (1 - alpha)`` if ``apply_class_balancing``, else 1.
    Source: Lin et al. 2017, equations 4 and 5; Keras 3, ``losses.BinaryFocalCrossentropy``.
    """

    names: ClassVar[tuple[str, ...]] = ("binary_focal_crossentropy",)

    apply_class_balancing: bool = boolean(default=False)
    alpha: float = real(0, 1, default=0.25)
    gamma: float = real(0, default=2.0)
    from_logits: bool = boolean(default=False)
    label_smoothing: float = real(0, 1, default=0.0)
    axis: int = integer(default=-1)

    def summed_axis(self) -> int:
        return self.axis

    def smooth(self, y_true: Array) -> Array:
        """Move the labels towards 1/2 by ``label_smoothing``."""
        s = self.label_smoothing
        return y_true * (1.0 - s) + 0.5 * s if s else y_true

    def balance(self, t: Array) -> Array | float:
        """Return the weight of each label."""
        return t * self.alpha + (1 - t) * (1 - self.alpha) if self.apply_class_balancing else 1.0

    def values(self, y_true: Array, y_pred: Array) -> Array:
        t, p = self.smooth(y_true), sigmoid(y_pred) if self.from_logits else y_pred
        difficulty = 1 - (t * p + (1 - t) * (1 - p))
        value: Array = (self.balance(t) * difficulty**self.gamma * crossentropy(t, p)).mean(axis=self.axis)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        t, p = self.smooth(y_true), sigmoid(y_pred) if self.from_logits else y_pred
        difficulty = 1 - (t * p + (1 - t) * (1 - p))
        clipped = np.clip(p, epsilon(), 1 - epsilon())
        dbce = np.where(clipped == p, (clipped - t) / (clipped * (1 - clipped)), 0)
        dfactor = self.gamma * np.maximum(difficulty, epsilon()) ** (self.gamma - 1) * (1 - 2 * t)
        dp = self.balance(t) * (difficulty**self.gamma * dbce + dfactor * crossentropy(t, p))
        dp /= y_pred.shape[self.axis]
        grad: Array = dp * p * (1 - p) if self.from_logits else dp
        return grad.astype(y_pred.dtype, copy=False)


def crossentropy(t: Array, p: Array) -> Array:
    """``-(t · log p + (1 - t) · log(1 - p))`` elementwise, with ``p`` clipped to ``[ε, 1 - ε]``."""
    clipped = np.clip(p, epsilon(), 1 - epsilon())
    return -(t * np.log(clipped) + (1 - t) * np.log(1 - clipped))  # type: ignore[no-any-return]
