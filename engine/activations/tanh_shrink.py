"""Tanh shrink: a value minus its tanh."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class TanhShrink(Activation):
    """``y = x - tanh(x)`` and ``y' = tanh(x)²``.

    Source: Keras 3, ``activations.tanh_shrink``.
    """

    def forward(self, x: Array) -> Array:
        return x - np.tanh(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy * np.square(np.tanh(x))
