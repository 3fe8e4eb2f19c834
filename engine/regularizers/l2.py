"""L2: a penalty that keeps all weights small."""

from typing import Any, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.hyperparameters import configurable, real
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@configurable
class L2(Regularizer):
    """``l2 · Σ x²``, with the gradient ``2 · l2 · x``. Source: Keras 3, ``regularizers.L2``."""

    l2: float = real(0, default=0.01)

    def __call__(self, x: Any) -> Any:
        return eager(self.l2 * np.sum(np.square(x)))

    def gradient(self, x: Array) -> Array:
        return 2 * self.l2 * x
