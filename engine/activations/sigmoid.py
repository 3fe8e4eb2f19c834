"""Sigmoid: squeezes every value between 0 and 1, like a probability."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


def logistic(x: Array) -> Array:
    """Return ``1 / (1 + exp(-x))``. If the exponential overflows, the quotient is correctly 0."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


@final
@configurable
class Sigmoid(Activation):
    """``y = 1 / (1 + exp(-x))`` and ``y' = y · (1 - y)``.

    Source: Keras 3, ``activations.sigmoid``.
    """

    def forward(self, x: Array) -> Array:
        return logistic(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        dx: Array = dy * y * (1 - y)
        return dx
