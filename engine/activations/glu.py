"""GLU: one half of the values gates the other half."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.activations.sigmoid import logistic
from engine.errors import fail
from engine.hyperparameters import configurable, integer
from engine.typing import Array, Shape


@final
@configurable
class Glu(Activation):
    """``y = a · sigmoid(b)``, where ``a`` and ``b`` are the two halves of ``x`` along ``axis``.

    y: half the length of ``x`` along ``axis``. ``da = dy · sigmoid(b)`` and ``db = dy · y · (1 - sigmoid(b))``.
    Raises a ProblemError if the length of that axis is odd.

    Source: Dauphin et al. 2017 (arXiv 1612.08083); Keras 3, ``activations.glu``.
    """

    axis: int = integer(default=-1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        shape = list(input_shape)
        length = shape[self.axis]
        shape[self.axis] = None if length is None else length // 2
        return tuple(shape)

    def forward(self, x: Array) -> Array:
        if x.shape[self.axis] % 2:
            raise fail("odd_axis", "axis", axis=self.axis, received=x.shape)
        a, b = np.split(x, 2, axis=self.axis)
        return a * logistic(b)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        gate = logistic(np.split(x, 2, axis=self.axis)[1])
        return np.concatenate([dy * gate, dy * y * (1 - gate)], axis=self.axis)
