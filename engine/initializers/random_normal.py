"""RandomNormal: a normal distribution, independent of the shape of the weight."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integer, real
from engine.initializers.base import Initializer
from engine.typing import Array


@final
@configurable
class RandomNormal(Initializer):
    """Normal with the given mean and standard deviation. Source: Keras 3, ``initializers.RandomNormal``."""

    names: ClassVar[tuple[str, ...]] = ("random_normal", "normal")

    mean: float = real(default=0.0)
    stddev: float = real(0, default=0.05)
    seed: int | None = integer(0, default=None)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return rng.normal(self.mean, self.stddev, shape)
