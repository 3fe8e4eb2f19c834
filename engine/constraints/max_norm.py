"""MaxNorm: limits the norm of each unit's incoming weights."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.constraints.base import Constraint
from engine.constraints.norms import EPSILON, l2_norms
from engine.hyperparameters import configurable, integers, real


@final
@configurable
class MaxNorm(Constraint):
    """``w · min(|w|, max_value) / |w|``, with the L2 norm ``|w|`` over ``axis``.

    axis: 0 for each unit of a ``Dense`` kernel; ``(0, 1, 2)`` for each filter of a ``Conv2D`` kernel.
    Source: Srivastava et al. 2014 (Dropout), appendix A; Keras 3, ``constraints.MaxNorm``.
    """

    names: ClassVar[tuple[str, ...]] = ("max_norm", "maxnorm")

    max_value: float = real(0, default=2.0, formerly=("m",))
    axis: tuple[int, ...] = integers(default=0)

    def __call__(self, w: Any) -> Any:
        norm = l2_norms(w, self.axis)
        return eager(w * (np.minimum(norm, self.max_value) / (EPSILON + norm)))
