"""Adadelta: step sizes from the recent updates and the recent gradients, without a tuned learning rate."""

from typing import final

import numpy as np

from engine import kernels
from engine.configurable import at_defaults
from engine.hyperparameters import configurable, real
from engine.optimizers.base import HEEDED_BY_APPLY, Optimizer, Slots
from engine.typing import Array

HEEDED = HEEDED_BY_APPLY | {"rho", "epsilon"}


@final
@configurable
class Adadelta(Optimizer):
    """Adaptive step sizes; all arrays are ``(size,)``.

    ``a = rho · a + (1 - rho) · g²``, ``move = √(d + epsilon) / √(a + epsilon) · g``,
    ``d = rho · d + (1 - rho) · move²``, ``w -= rate · move``.

    Source: Zeiler 2012, algorithm 1; Keras 3, ``optimizers.Adadelta``.
    """

    rho: float = real(0, 1, default=0.95)
    epsilon: float = real(0, default=1e-7)

    def slot_initial_values(self) -> dict[str, float]:
        return {"accumulated_gradient": 0.0, "accumulated_move": 0.0}

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        a, d = slots["accumulated_gradient"], slots["accumulated_move"]
        if squares is None and kernels.enabled() and at_defaults(self, HEEDED):
            kernels.adadelta(w, g, a, d, rate, self.rho, self.epsilon)
            return
        squares = np.square(g) if squares is None else squares
        a *= self.rho
        a += (1 - self.rho) * squares
        before = d + self.epsilon
        move = np.sqrt(before) * g / np.sqrt(a + self.epsilon)
        d *= self.rho
        d += (1 - self.rho) * before * squares / (a + self.epsilon)
        w -= rate * move
