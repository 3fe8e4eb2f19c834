"""GlorotUniform: starts weights so that signals keep their size through a layer."""

from typing import final

import numpy as np

from engine.arrays import Array
from engine.hyperparameters import configurable, integer
from engine.initializers.base import Initializer
from engine.initializers.fans import fans


@final
@configurable
class GlorotUniform(Initializer):
    """Uniform between ``±√(6 / (fan_in + fan_out))``. Source: Glorot & Bengio 2010, equation 16."""

    seed: int | None = integer(0, default=None)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        fan_in, fan_out = fans(shape)
        limit = np.sqrt(6 / (fan_in + fan_out))
        return rng.uniform(-limit, limit, shape)
