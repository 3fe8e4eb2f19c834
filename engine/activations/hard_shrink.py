"""Hard shrink: sets small values to 0 and keeps the others."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, real
from engine.typing import Array


@final
@configurable
class HardShrink(Activation):
    """``y = x`` where ``|x| > threshold``, else 0.

    Source: Keras 3, ``activations.hard_shrink``.
    """

    threshold: float = real(0, default=0.5)

    def forward(self, x: Array) -> Array:
        return np.where(np.abs(x) > self.threshold, x, 0)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(np.abs(x) > self.threshold, dy, 0)
