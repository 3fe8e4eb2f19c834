"""RandomUniform: a uniform distribution, independent of the shape of the weight."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integer, real
from engine.initializers.base import Initializer
from engine.typing import Array


@final
@configurable
class RandomUniform(Initializer):
    """Uniform between ``minval`` and ``maxval``. Source: Keras 3, ``initializers.RandomUniform``."""

    names: ClassVar[tuple[str, ...]] = ("random_uniform", "uniform")

    minval: float = real(default=-0.05)
    maxval: float = real(default=0.05)
    seed: int | None = integer(0, default=None)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return rng.uniform(self.minval, self.maxval, shape)
