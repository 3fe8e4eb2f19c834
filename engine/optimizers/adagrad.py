"""Adagrad: each weight's steps shrink with the sum of its squared gradients so far."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.optimizers.base import Optimizer, Slots
from engine.typing import Array


@final
@configurable
class Adagrad(Optimizer):
    """Adaptive gradients; all arrays are ``(size,)``: ``a += g²`` and ``w -= rate · g / √(a + epsilon)``.

    ``a`` starts at ``initial_accumulator_value``. Source: Duchi et al. 2011; Keras 3, ``optimizers.Adagrad``.
    """

    initial_accumulator_value: float = real(0, default=0.1)
    epsilon: float = real(0, default=1e-7)

    def slot_initial_values(self) -> dict[str, float]:
        return {"accumulator": self.initial_accumulator_value}

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        a = slots["accumulator"]
        a += (np.square(g) if squares is None else squares)
        w -= rate * g / np.sqrt(a + self.epsilon)
