"""Zeros: the usual beginning of a bias."""

from typing import final

import numpy as np

from engine.arrays import Array
from engine.hyperparameters import configurable
from engine.initializers.base import Initializer


@final
@configurable
class Zeros(Initializer):
    """An array of zeros."""

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return np.zeros(shape)
