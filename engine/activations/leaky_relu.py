"""Leaky ReLU: scales negative values down instead of setting them to 0."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, real
from engine.typing import Array


@final
@configurable
class LeakyRelu(Activation):
    """``y = x`` above 0, else ``negative_slope · x``.

    Source: Keras 3, ``activations.leaky_relu``.
    """

    negative_slope: float = real(default=0.2, formerly=("alpha",))

    def forward(self, x: Array) -> Array:
        return np.where(x > 0, x, self.negative_slope * x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(x > 0, dy, self.negative_slope * dy)
