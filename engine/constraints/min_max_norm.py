"""MinMaxNorm: keeps the weights into a unit neither too short nor too long."""

from typing import final

import numpy as np

from engine.constraints.base import Constraint
from engine.constraints.norms import EPSILON, norms
from engine.hyperparameters import configurable, integers, real
from engine.typing import Array


@final
@configurable
class MinMaxNorm(Constraint):
    """``w · (rate · clip(|w|, min_value, max_value) + (1 - rate) · |w|) / |w|``, with ``|w|`` summed over ``axis``.

    rate: 1 obeys at once; less moves a part of the way at every update. Source: Keras 3, ``constraints.MinMaxNorm``.
    """

    min_value: float = real(0, default=0.0)
    max_value: float = real(0, default=1.0)
    rate: float = real(0, 1, default=1.0)
    axis: tuple[int, ...] = integers(default=0)

    def __call__(self, w: Array) -> Array:
        length = norms(w, self.axis)
        desired = self.rate * np.clip(length, self.min_value, self.max_value) + (1 - self.rate) * length
        return w * (desired / (EPSILON + length))
