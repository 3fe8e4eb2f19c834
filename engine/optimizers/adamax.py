"""Adamax: Adam with the running maximum of absolute gradients in place of their mean square."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.optimizers.base import Optimizer, Slots
from engine.typing import Array


@final
@configurable
class Adamax(Optimizer):
    """Adam with the infinity norm; all arrays are ``(size,)``; ``t`` is the step.

    ``m += (1 - beta_1) · (g - m)``, ``u = max(beta_2 · u, |g|)``, ``w -= rate / (1 - beta_1ᵗ) · m / (u + epsilon)``.

    Source: Kingma & Ba 2015, algorithm 2; Keras 3, ``optimizers.Adamax``.
    """

    beta_1: float = real(0, below=1, default=0.9)
    beta_2: float = real(0, below=1, default=0.999)
    epsilon: float = real(0, default=1e-7)

    def slot_initial_values(self) -> dict[str, float]:
        return {"momentum": 0.0, "norm": 0.0}

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        m, u = slots["momentum"], slots["norm"]
        m += (1 - self.beta_1) * (g - m)
        u *= self.beta_2
        np.maximum(u, np.abs(g), out=u)
        w -= rate / (1 - self.beta_1**step) * m / (u + self.epsilon)
