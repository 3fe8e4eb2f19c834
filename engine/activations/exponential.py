"""Exponential: turns sums into products."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class Exponential(Activation):
    """``y = exp(x)`` and ``y' = y``.

    Source: Keras 3, ``activations.exponential``.
    """

    def forward(self, x: Array) -> Array:
        with np.errstate(over="ignore"):  # an exponential may be infinite: that is its value, not a mistake
            return np.exp(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy * y
