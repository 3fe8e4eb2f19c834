"""Zeros: the usual initial value of a bias."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.initializers.base import Initializer
from engine.typing import Array


@final
@configurable
class Zeros(Initializer):
    """An array of zeros. Source: Keras 3, ``initializers.Zeros``."""

    names: ClassVar[tuple[str, ...]] = ("zeros", "zero")

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return np.zeros(shape)
