"""Identity: a matrix that passes its input on unchanged."""

from typing import ClassVar, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import configurable, real
from engine.initializers.base import Initializer
from engine.typing import Array


@final
@configurable
class Identity(Initializer):
    """``gain`` times the identity matrix. Source: Keras 3, ``initializers.Identity``.

    Raises a ProblemError for a shape that does not have two axes.
    """

    names: ClassVar[tuple[str, ...]] = ("identity", "IdentityInitializer")

    gain: float = real(default=1.0)

    def check_shape(self, shape: tuple[int, ...]) -> None:
        if len(shape) != 2:
            raise fail("not_a_matrix", owner="Identity", shape=shape)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        rows, columns = shape
        return self.gain * np.eye(rows, columns)
