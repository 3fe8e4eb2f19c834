"""TruncatedNormal: a normal distribution without its tails, so that no initial weight is extreme."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, integer, real
from engine.initializers.base import Initializer
from engine.typing import Array


def draw_truncated_normal(shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Draw standard normal values; values outside of [-2, 2] are redrawn."""
    z = np.asarray(rng.standard_normal(shape))
    while (is_outside := np.abs(z) > 2).any():
        z[is_outside] = rng.standard_normal(np.count_nonzero(is_outside))
    return z


@final
@configurable
class TruncatedNormal(Initializer):
    """Normal with the given mean and standard deviation; values beyond two standard deviations are redrawn.

    The standard deviation of the result is 0.8796 times ``stddev``. Source: Keras 3, ``initializers.TruncatedNormal``.
    """

    mean: float = real(default=0.0)
    stddev: float = real(0, default=0.05)
    seed: int | None = integer(0, default=None)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return self.mean + self.stddev * draw_truncated_normal(shape, rng)
