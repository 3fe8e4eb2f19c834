"""Hard sigmoid: the sigmoid approximated by three straight lines."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class HardSigmoid(Activation):
    """``y = x / 6 + 1/2``, clipped to ``[0, 1]``; ``y' = 1/6`` between -3 and 3, else 0.

    Source: Keras 3, ``activations.hard_sigmoid``.
    """

    def forward(self, x: Array) -> Array:
        y: Array = np.clip(x + 3, 0, 6) / 6
        return y

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(np.abs(x) < 3, dy / 6, 0)
