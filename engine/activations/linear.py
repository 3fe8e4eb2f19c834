"""Linear: returns its input unchanged."""

from dataclasses import field
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

    is_default: bool = field(default=False, init=False)
    """Whether a layer was given no activation, which its config then keeps as None."""

    def as_default(self) -> "Linear":
        """This activation, as that of a layer that was given none."""
        self.is_default = True
        return self

    def forward(self, x: Array) -> Array:
        return x

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy
