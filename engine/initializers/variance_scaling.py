"""VarianceScaling: the general form of the initializers of Glorot, He and LeCun."""

from typing import final

import numpy as np

from engine.hyperparameters import choice, configurable, integer, integers, real
from engine.initializers.base import Initializer
from engine.initializers.fans import check_axes, compute_fans, select_fan
from engine.initializers.variance_scaling_base import draw_variance_scaled
from engine.typing import Array


@final
@configurable
class VarianceScaling(Initializer):
    """Mean 0 and variance ``scale / n``.

    n: the number of inputs of the weight (``mode="fan_in"``), of outputs ("fan_out") or their mean ("fan_avg").
    distribution: "normal" is an alias of "truncated_normal". Source: Keras 3, ``initializers.VarianceScaling``.
    """

    scale: float = real(above=0, default=1.0)
    mode: str = choice("fan_in", "fan_out", "fan_avg", default="fan_in")
    distribution: str = choice(
        "truncated_normal", "untruncated_normal", "uniform", "normal", default="truncated_normal"
    )
    seed: int | None = integer(0, default=None)
    input_axes: tuple[int, ...] | None = integers(default=None)
    output_axes: tuple[int, ...] | None = integers(default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.distribution == "normal":
            self.distribution = "truncated_normal"

    def check_shape(self, shape: tuple[int, ...]) -> None:
        check_axes(shape, self.input_axes, self.output_axes)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        n = select_fan(self.mode, compute_fans(shape, self.input_axes, self.output_axes))
        return draw_variance_scaled(shape, rng, self.scale / n, self.distribution)
