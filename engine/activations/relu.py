"""ReLU: lets positive numbers through and stops the others."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.arrays import Array
from engine.hyperparameters import configurable, real


@final
@configurable
class Relu(Activation):
    """``y = x`` from ``threshold`` on, at most ``max_value``; below, ``negative_slope · (x - threshold)``.

    Source: Keras 3, ``activations.relu``.
    """

    negative_slope: float = real(default=0.0)
    max_value: float | None = real(0, default=None)
    threshold: float = real(default=0.0)

    def forward(self, x: Array) -> Array:
        if self.threshold == 0 and self.negative_slope == 0:
            y = np.maximum(x, 0)
        else:
            y = np.where(x >= self.threshold, x, self.negative_slope * (x - self.threshold))
        return y if self.max_value is None else np.minimum(y, self.max_value)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        dx = np.where(x > self.threshold, dy, self.negative_slope * dy)
        return dx if self.max_value is None else np.where(x < self.max_value, dx, 0).astype(dy.dtype, copy=False)
