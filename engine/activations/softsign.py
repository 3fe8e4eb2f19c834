"""Softsign: squeezes every value between -1 and 1, saturating more slowly than tanh."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class Softsign(Activation):
    """``y = x / (1 + |x|)`` and ``y' = 1 / (1 + |x|)²``.

    Source: Keras 3, ``activations.softsign``.
    """

    def forward(self, x: Array) -> Array:
        y: Array = x / (1 + np.abs(x))
        return y

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        dx: Array = dy / np.square(1 + np.abs(x))
        return dx
