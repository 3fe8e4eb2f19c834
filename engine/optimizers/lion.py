"""Lion: every weight moves by the same amount; only the sign depends on the gradient."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.optimizers.base import Optimizer, Slots
from engine.typing import Array


@final
@configurable
class Lion(Optimizer):
    """Sign of a moving average; all arrays are ``(size,)``.

    ``w -= rate · sign(beta_1 · m + (1 - beta_1) · g)``, then ``m = beta_2 · m + (1 - beta_2) · g``.

    Source: Chen et al. 2023, algorithm 2; Keras 3, ``optimizers.Lion``.
    """

    beta_1: float = real(high=1, above=0, default=0.9)
    beta_2: float = real(0, 1, default=0.99)

    def slot_initial_values(self) -> dict[str, float]:
        return {"momentum": 0.0}

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        m = slots["momentum"]
        w -= rate * np.sign(self.beta_1 * m + (1 - self.beta_1) * g)
        m *= self.beta_2
        m += (1 - self.beta_2) * g
