"""Nadam: Adam that looks one step ahead."""

from typing import Any, final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.optimizers.base import Optimizer, Slots
from engine.typing import Array


@final
@configurable
class Nadam(Optimizer):
    """Adam with Nesterov momentum; all arrays are ``(size,)``; ``t`` is the step.

    With ``u_t = beta_1 · (1 - 0.5 · 0.96ᵗ)`` and ``p`` the product of all ``u`` up to ``u_t``:
    ``m += (1 - beta_1) · (g - m)`` and ``v += (1 - beta_2) · (g² - v)``,
    ``n = u_{t+1} · m / (1 - p · u_{t+1}) + (1 - u_t) · g / (1 - p)``,
    ``w -= rate · n / (√(v / (1 - beta_2ᵗ)) + epsilon)``.

    Source: Dozat 2016, algorithm 2; Keras 3, ``optimizers.Nadam``.
    """

    beta_1: float = real(0, below=1, default=0.9)
    beta_2: float = real(0, below=1, default=0.999)
    epsilon: float = real(0, default=1e-7)

    def slot_initial_values(self) -> dict[str, float]:
        return {"momentum": 0.0, "velocity": 0.0}

    def slots(self, size: int, dtype: Any) -> Slots:
        """Add ``u_product``, the ``p`` of the formula, as an array of shape ``()``."""
        return {**super().slots(size, dtype), "u_product": np.ones((), dtype)}

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        m, v, product = slots["momentum"], slots["velocity"], slots["u_product"]
        u = self.beta_1 * (1 - 0.5 * 0.96**step)
        next_u = self.beta_1 * (1 - 0.5 * 0.96 ** (step + 1))
        product *= u
        p = float(product)
        m += (1 - self.beta_1) * (g - m)
        v += (1 - self.beta_2) * ((np.square(g) if squares is None else squares) - v)
        n = next_u / (1 - p * next_u) * m + (1 - u) / (1 - p) * g
        w -= rate * n / (np.sqrt(v / (1 - self.beta_2**step)) + self.epsilon)
