"""VarianceScalingBase: the base of the initializers of Glorot, He and LeCun."""

from abc import ABC
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.hyperparameters import integer, integers
from engine.initializers.base import Initializer
from engine.initializers.fans import check_axes, compute_fans, select_fan
from engine.initializers.truncated_normal import draw_truncated_normal
from engine.typing import Array

TRUNCATED_NORMAL_STDDEV = 0.87962566103423978
"""The standard deviation of the standard normal distribution truncated to ``[-2, 2]``."""


def draw_variance_scaled(shape: tuple[int, ...], rng: np.random.Generator, variance: float, distribution: str) -> Array:
    """Draw an array with mean 0 and that variance; ``distribution`` as in ``VarianceScaling``."""
    if distribution == "uniform":
        limit = np.sqrt(3 * variance)
        return rng.uniform(-limit, limit, shape)
    if distribution == "untruncated_normal":
        return rng.normal(0, np.sqrt(variance), shape)
    value: Array = np.sqrt(variance) / TRUNCATED_NORMAL_STDDEV * draw_truncated_normal(shape, rng)
    return value


@dataclass(eq=False, repr=False)
class VarianceScalingBase(Initializer, ABC):
    """Mean 0 and variance ``scale / n``, where ``mode`` selects the fan ``n`` (see :func:`select_fan`)."""

    scale: ClassVar[float]
    mode: ClassVar[str]
    distribution: ClassVar[str]

    seed: int | None = integer(0, default=None)
    input_axes: tuple[int, ...] | None = integers(default=None)
    output_axes: tuple[int, ...] | None = integers(default=None)

    def check_shape(self, shape: tuple[int, ...]) -> None:
        check_axes(shape, self.input_axes, self.output_axes)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        n = select_fan(self.mode, compute_fans(shape, self.input_axes, self.output_axes))
        return draw_variance_scaled(shape, rng, self.scale / n, self.distribution)
