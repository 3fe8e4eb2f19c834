"""Hard tanh: the tanh approximated by three straight lines."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class HardTanh(Activation):
    """``y = x``, clipped to ``[-1, 1]``.

    Source: Keras 3, ``activations.hard_tanh``.
    """

    def forward(self, x: Array) -> Array:
        return np.clip(x, -1, 1)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(np.abs(x) <= 1, dy, 0)
