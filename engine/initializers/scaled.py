"""What the initializers of Glorot, He and LeCun share: a variance that depends on the shape of the weight."""

from abc import ABC
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.hyperparameters import integer, integers
from engine.initializers.base import Initializer
from engine.initializers.fans import check_axes, fan, fans
from engine.initializers.truncated_normal import truncated
from engine.typing import Array

SPREAD_OF_TRUNCATED = 0.87962566103423978
"""The standard deviation of standard normal numbers between -2 and 2."""


def draw_scaled(shape: tuple[int, ...], rng: np.random.Generator, variance: float, distribution: str) -> Array:
    """Numbers with mean 0 and that variance; ``distribution`` as in ``VarianceScaling``."""
    if distribution == "uniform":
        limit = np.sqrt(3 * variance)
        return rng.uniform(-limit, limit, shape)
    if distribution == "untruncated_normal":
        return rng.normal(0, np.sqrt(variance), shape)
    value: Array = np.sqrt(variance) / SPREAD_OF_TRUNCATED * truncated(shape, rng)
    return value


@dataclass(eq=False, repr=False)
class ScaledInitializer(Initializer, ABC):
    """Mean 0 and the variance ``scale / n``, with the fan ``n`` that ``mode`` names (see :func:`fan`)."""

    scale: ClassVar[float]
    mode: ClassVar[str]
    distribution: ClassVar[str]

    seed: int | None = integer(0, default=None)
    input_axes: tuple[int, ...] | None = integers(default=None)
    output_axes: tuple[int, ...] | None = integers(default=None)

    def check_shape(self, shape: tuple[int, ...]) -> None:
        check_axes(shape, self.input_axes, self.output_axes)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        n = fan(self.mode, fans(shape, self.input_axes, self.output_axes))
        return draw_scaled(shape, rng, self.scale / n, self.distribution)
