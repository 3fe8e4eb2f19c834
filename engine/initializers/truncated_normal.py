"""TruncatedNormal: a bell curve without its far ends, so that no weight begins extreme."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, integer, real
from engine.initializers.base import Initializer
from engine.typing import Array


def truncated(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Standard normal numbers, drawn again until all lie between -2 and 2."""
    z = np.asarray(rng.standard_normal(shape))
    while (beyond := np.abs(z) > 2).any():
        z[beyond] = rng.standard_normal(np.count_nonzero(beyond))
    return z


@final
@configurable
class TruncatedNormal(Initializer):
    """Normal with the given mean and standard deviation, drawn again where it lies beyond two of them.

    The cut makes the numbers' own standard deviation 0.8796 times ``stddev``. Source: Keras 3,
    ``initializers.TruncatedNormal``.
    """

    mean: float = real(default=0.0)
    stddev: float = real(0, default=0.05)
    seed: int | None = integer(0, default=None)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return self.mean + self.stddev * truncated(shape, rng)
