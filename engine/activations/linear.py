"""Linear: passes every number on as it is."""

from typing import final

from engine.activations.base import Activation
from engine.arrays import Array
from engine.hyperparameters import configurable


@final
@configurable
class Linear(Activation):
    """``y = x``.

    Source: Keras 3, ``activations.linear``.
    """

    def forward(self, x: Array) -> Array:
        return x

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy
