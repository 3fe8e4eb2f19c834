"""Exponential: turns sums into products, and its output is always positive."""

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
        with np.errstate(over="ignore"):  # overflow to inf is the correct float result
            return np.exp(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy * y
