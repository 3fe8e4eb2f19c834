"""L2: a penalty that keeps all weights small."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@configurable
class L2(Regularizer):
    """``l2 · Σ x²``, with the gradient ``2 · l2 · x``. Source: Keras 3, ``regularizers.L2``."""

    l2: float = real(0, default=0.01)

    def penalty(self, x: Array) -> float:
        return self.l2 * float(np.sum(np.square(x)))

    def penalty_gradient(self, x: Array) -> Array:
        return 2 * self.l2 * x
