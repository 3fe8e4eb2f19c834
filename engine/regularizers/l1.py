"""L1: a penalty by which weights that contribute little become exactly zero."""

from typing import Any, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.hyperparameters import configurable, real
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@configurable
class L1(Regularizer):
    """``l1 · Σ |x|``, with the gradient ``l1 · sign(x)``. Source: Keras 3, ``regularizers.L1``."""

    l1: float = real(0, default=0.01)

    def __call__(self, x: Any) -> Any:
        return eager(self.l1 * np.sum(np.abs(x)))

    def gradient(self, x: Array) -> Array:
        return self.l1 * np.sign(x)
