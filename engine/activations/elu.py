"""ELU: like ReLU, but bends smoothly towards -alpha below zero."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, real
from engine.typing import Array


@final
@configurable
class Elu(Activation):
    """``y = x`` and ``y' = 1`` above 0, else ``y = α · (exp(x) - 1)`` and ``y' = y + α``.

    Source: Clevert et al. 2016 (arXiv 1511.07289); Keras 3, ``activations.elu``.
    """

    alpha: float = real(default=1.0)

    def forward(self, x: Array) -> Array:
        return np.where(x > 0, x, self.alpha * np.expm1(np.minimum(x, 0)))

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(x > 0, dy, dy * (y + self.alpha))
