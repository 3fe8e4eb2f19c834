"""Hard sigmoid: the sigmoid drawn with three straight lines."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class HardSigmoid(Activation):
    """``y = x / 6 + 1/2``, at least 0 and at most 1.

    Source: Keras 3, ``activations.hard_sigmoid``.
    """

    def forward(self, x: Array) -> Array:
        y: Array = np.clip(x + 3, 0, 6) / 6
        return y

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(np.abs(x) < 3, dy / 6, 0)
