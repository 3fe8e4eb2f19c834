"""L1: a penalty by which weights that contribute little become exactly zero."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@configurable
class L1(Regularizer):
    """``l1 · Σ |x|``, with the gradient ``l1 · sign(x)``. Source: Keras 3, ``regularizers.L1``."""

    l1: float = real(0, default=0.01)

    def penalty(self, x: Array) -> float:
        return self.l1 * float(np.sum(np.abs(x)))

    def penalty_gradient(self, x: Array) -> Array:
        return self.l1 * np.sign(x)
