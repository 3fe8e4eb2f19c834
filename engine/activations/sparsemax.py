"""Sparsemax: a softmax that gives low scores exactly 0."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, integer
from engine.typing import Array


@final
@configurable
class Sparsemax(Activation):
    """``y = max(x - τ, 0)`` with the ``τ`` for which ``Σ y = 1``, summed over ``axis``.

    The support is the ``k`` largest scores, and ``τ = (sum of these scores - 1) / k``; ``k`` is the largest number for
    which all ``k`` scores exceed ``τ``.
    ``dx = dy - (mean of dy over the support)`` on the support, else 0.

    Source: Martins & Astudillo 2016 (arXiv 1602.02068), algorithm 1; Keras 3, ``activations.sparsemax``, as
    documented: up to 3.15 its threshold was too high, so that its outputs did not sum to 1.
    """

    axis: int = integer(default=-1)

    def forward(self, x: Array) -> Array:
        # Subtracting the maximum avoids the loss of precision in large sums and does not change y.
        scores = np.moveaxis(x - np.max(x, axis=self.axis, keepdims=True), self.axis, -1)
        descending = -np.sort(-scores, axis=-1)
        ranks = np.arange(1, scores.shape[-1] + 1, dtype=x.dtype)
        excess = np.cumsum(descending, axis=-1) - 1
        k = np.sum(descending * ranks > excess, axis=-1, keepdims=True)
        tau = np.take_along_axis(excess, k - 1, axis=-1) / k.astype(x.dtype)
        return np.moveaxis(np.maximum(scores - tau, 0), -1, self.axis)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        support = (y > 0).astype(dy.dtype)
        mean = np.sum(dy * support, axis=self.axis, keepdims=True) / np.sum(support, axis=self.axis, keepdims=True)
        dx: Array = support * (dy - mean)
        return dx
