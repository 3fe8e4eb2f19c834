"""L1L2: the sum of the L1 and L2 penalties."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@configurable
class L1L2(Regularizer):
    """``l1 · Σ |x| + l2 · Σ x²``, with the gradient ``l1 · sign(x) + 2 · l2 · x``.

    Both factors are 0 by default. Source: Keras 3, ``regularizers.L1L2``.
    """

    names: ClassVar[tuple[str, ...]] = ("l1l2",)

    l1: float = real(0, default=0.0)
    l2: float = real(0, default=0.0)

    def penalty(self, x: Array) -> float:
        return self.l1 * float(np.sum(np.abs(x))) + self.l2 * float(np.sum(np.square(x)))

    def penalty_gradient(self, x: Array) -> Array:
        return self.l1 * np.sign(x) + 2 * self.l2 * x
