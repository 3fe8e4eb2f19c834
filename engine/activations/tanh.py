"""Tanh: squeezes every value between -1 and 1."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class Tanh(Activation):
    """``y = tanh(x)`` and ``y' = 1 - y²``.

    Source: Keras 3, ``activations.tanh``.
    """

    def forward(self, x: Array) -> Array:
        return np.tanh(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        dx: Array = dy * (1 - y * y)
        return dx
