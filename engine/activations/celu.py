"""CELU: ELU with a continuous derivative for every alpha."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, real
from engine.typing import Array


@final
@configurable
class Celu(Activation):
    """``y = max(x, 0) + α · (exp(min(x, 0) / α) - 1)`` and ``y' = exp(min(x, 0) / α)``.

    Source: Barron 2017 (arXiv 1704.07483); Keras 3, ``activations.celu``.
    """

    alpha: float = real(above=0, default=1.0)

    def forward(self, x: Array) -> Array:
        return np.maximum(x, 0) + self.alpha * np.expm1(np.minimum(x, 0) / self.alpha)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy * np.exp(np.minimum(x, 0) / self.alpha)
