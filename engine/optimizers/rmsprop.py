"""RMSprop: divides each gradient by the root mean square of its recent values."""

from typing import ClassVar, final

import numpy as np

from engine import kernels
from engine.configurable import at_defaults
from engine.hyperparameters import boolean, configurable, real
from engine.optimizers.base import HEEDED_BY_APPLY, Optimizer, Slots
from engine.typing import Array

HEEDED = HEEDED_BY_APPLY | {"rho", "epsilon"}


@final
@configurable
class RMSprop(Optimizer):
    """Root mean square propagation; all arrays are ``(size,)``.

    ``v = rho · v + (1 - rho) · g²`` and ``w -= rate · g / √(v + epsilon)``. With ``centered``, the square of the mean
    gradient ``a = rho · a + (1 - rho) · g`` is subtracted: ``√(v + epsilon - a²)``. With ``momentum``,
    ``m = momentum · m + rate · g / √(v + epsilon)`` and ``w -= m``.

    Source: Hinton 2012, lecture 6e; Keras 3, ``optimizers.RMSprop``.
    """

    names: ClassVar[tuple[str, ...]] = ("rmsprop",)

    rho: float = real(0, 1, default=0.9)
    momentum: float = real(0, 1, default=0.0)
    epsilon: float = real(0, default=1e-7)
    centered: bool = boolean(default=False)

    def slot_initial_values(self) -> dict[str, float]:
        names = ["velocity"] + ["momentum"] * (self.momentum > 0) + ["average_gradient"] * self.centered
        return dict.fromkeys(names, 0.0)

    def slot_groups(self) -> list[tuple[str, ...]]:
        return [(name,) for name in self.slot_initial_values()]

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        v = slots["velocity"]
        if kernels.enabled() and at_defaults(self, HEEDED):
            if squares is None:
                kernels.rmsprop(w, g, v, rate, self.rho, self.epsilon)
            else:
                kernels.rmsprop_from_squares(w, g, squares, v, rate, self.rho, self.epsilon)
            return
        v *= self.rho
        v += (1 - self.rho) * (np.square(g) if squares is None else squares)
        variance = v + self.epsilon
        if self.centered:
            a = slots["average_gradient"]
            a *= self.rho
            a += (1 - self.rho) * g
            variance -= np.square(a)
        increment = rate * g / np.sqrt(variance)
        if self.momentum:
            m = slots["momentum"]
            m *= self.momentum
            m += increment
            increment = m
        w -= increment
