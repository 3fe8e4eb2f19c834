"""ReLU6: ReLU that is limited to 6, for low-precision inference."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class Relu6(Activation):
    """``y = x``, clipped to ``[0, 6]``.

    Source: Keras 3, ``activations.relu6``.
    """

    def forward(self, x: Array) -> Array:
        return np.clip(x, 0, 6)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where((x > 0) & (x < 6), dy, 0)
