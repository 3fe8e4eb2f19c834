"""SiLU (swish): a value times its sigmoid."""

from typing import ClassVar, final

from engine.activations.base import Activation
from engine.activations.sigmoid import logistic
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class Silu(Activation):
    """``y = x · s`` with ``s = sigmoid(x)``, and ``y' = s + y · (1 - s)``.

    Source: Ramachandran et al. 2017 (arXiv 1710.05941); Keras 3, ``activations.silu``.
    """

    names: ClassVar[tuple[str, ...]] = ("silu", "swish")

    def forward(self, x: Array) -> Array:
        return x * logistic(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        s = logistic(x)
        dx: Array = dy * (s + y * (1 - s))
        return dx
