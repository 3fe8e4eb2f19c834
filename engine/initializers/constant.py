"""Constant: fixed values."""

from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import configurable, numbers
from engine.initializers.base import Initializer
from engine.typing import Array


@final
@configurable
class Constant(Initializer):
    """``value`` everywhere; an array is broadcast to the shape of the weight.

    Source: Keras 3, ``initializers.Constant``. Raises a ProblemError if the array does not fit the shape.
    """

    value: Any = numbers(default=0.0)

    def check_shape(self, shape: tuple[int, ...]) -> None:
        received = np.shape(self.value)
        fits = len(received) <= len(shape) and all(
            n in (1, m) for n, m in zip(reversed(received), reversed(shape), strict=False)
        )
        if not fits:
            raise fail("does_not_broadcast", "value", argument="value", expected=shape, received=received)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return np.full(shape, self.value)
