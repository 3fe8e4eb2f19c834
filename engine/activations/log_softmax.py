"""Log-softmax: the logarithms of softmax's probabilities, without rounding them to 0 first."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, declare
from engine.typing import Array
from engine.validators import AxisOrAxes


@final
@configurable
class LogSoftmax(Activation):
    """``y = x - log Σ exp(x)`` and ``dx = dy - exp(y) · Σ dy``, summed over ``axis``, one or several.

    Source: Keras 3, ``activations.log_softmax``.
    """

    axis: int | tuple[int, ...] = declare(AxisOrAxes(), -1)

    def forward(self, x: Array) -> Array:
        shifted = x - np.max(x, axis=self.axis, keepdims=True)
        y: Array = shifted - np.log(np.sum(np.exp(shifted), axis=self.axis, keepdims=True))
        return y

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        dx: Array = dy - np.exp(y) * np.sum(dy, axis=self.axis, keepdims=True)
        return dx
