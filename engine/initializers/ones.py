"""Ones: the usual initial value of a scale."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.initializers.base import Initializer
from engine.typing import Array


@final
@configurable
class Ones(Initializer):
    """An array of ones. Source: Keras 3, ``initializers.Ones``."""

    names: ClassVar[tuple[str, ...]] = ("ones", "one")

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return np.ones(shape)
