"""Soft shrink: sets small values to 0 and moves the others towards 0 by the threshold."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, real
from engine.typing import Array


@final
@configurable
class SoftShrink(Activation):
    """``y = x - threshold`` above ``threshold``, ``x + threshold`` below ``-threshold``, else 0.

    Source: Keras 3, ``activations.soft_shrink``.
    """

    threshold: float = real(0, default=0.5)

    def forward(self, x: Array) -> Array:
        y: Array = x - np.clip(x, -self.threshold, self.threshold)
        return y

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(np.abs(x) > self.threshold, dy, 0)
