"""Linear: returns its input unchanged."""

from typing import final

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


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
