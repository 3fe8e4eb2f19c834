"""KLDivergence: how far a predicted distribution is from the true one."""

from typing import ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.typing import Array


@final
@configurable
class KLDivergence(Loss):
    """``Σ t · log(t / p)`` over the last axis, both clipped to ``[ε, 1]``.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``losses.KLDivergence``.
    """

    names: ClassVar[tuple[str, ...]] = ("kl_divergence", "kld", "KLD", "kullback_leibler_divergence")

    def values(self, y_true: Array, y_pred: Array) -> Array:
        t, p = np.clip(y_true, epsilon(), 1), np.clip(y_pred, epsilon(), 1)
        value: Array = (t * np.log(t / p)).sum(axis=-1)
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        p = np.clip(y_pred, epsilon(), 1)
        grad = -np.clip(y_true, epsilon(), 1) / p
        grad[p != y_pred] = 0
        return grad  # type: ignore[no-any-return]
