"""MinMaxNorm: keeps the norm of each unit's incoming weights between two bounds."""

from typing import Any, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.constraints.base import Constraint
from engine.constraints.norms import EPSILON, l2_norms
from engine.hyperparameters import configurable, integers, real


@final
@configurable
class MinMaxNorm(Constraint):
    """``w · (rate · clip(|w|, min_value, max_value) + (1 - rate) · |w|) / |w|``, with the norm over ``axis``.

    rate: fraction of the distance to the bounds by which each update moves the norm; 1 enforces them at once.

    Source: Keras 3, ``constraints.MinMaxNorm``.
    """

    min_value: float = real(0, default=0.0)
    max_value: float = real(0, default=1.0)
    rate: float = real(0, 1, default=1.0)
    axis: tuple[int, ...] = integers(default=0)

    def __call__(self, w: Any) -> Any:
        norm = l2_norms(w, self.axis)
        desired = self.rate * np.clip(norm, self.min_value, self.max_value) + (1 - self.rate) * norm
        return eager(w * (desired / (EPSILON + norm)))
