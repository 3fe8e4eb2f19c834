"""Threshold: replaces all values up to a threshold by a constant."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, real
from engine.typing import Array


@final
@configurable
class Threshold(Activation):
    """``y = x`` where ``x > threshold``, else ``default_value``.

    Source: Keras 3, ``activations.threshold``.
    """

    threshold: float = real()
    default_value: float = real()

    def forward(self, x: Array) -> Array:
        return np.where(x > self.threshold, x, x.dtype.type(self.default_value))

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(x > self.threshold, dy, 0)
