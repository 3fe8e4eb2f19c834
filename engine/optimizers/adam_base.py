"""AdamBase: the base of Adam and AdamW, which estimate the first two moments of the gradient."""

from abc import ABC
from math import sqrt

import numpy as np

from engine import kernels
from engine.configurable import at_defaults
from engine.hyperparameters import boolean, configurable, real
from engine.optimizers.base import HEEDED_BY_APPLY, Optimizer, Slots
from engine.typing import Array

HEEDED = HEEDED_BY_APPLY | {"beta_1", "beta_2", "epsilon"}


@configurable
class AdamBase(Optimizer, ABC):
    """Adaptive moments; all arrays are ``(size,)``; ``t`` is the step.

    ``m += (1 - beta_1) · (g - m)`` and ``v += (1 - beta_2) · (g² - v)``; then
    ``w -= rate · √(1 - beta_2ᵗ) / (1 - beta_1ᵗ) · m / (√v + epsilon)``. With ``amsgrad``, the
    maximum of ``v`` so far replaces ``v`` in the step of ``w``.

    Source: Kingma & Ba 2015, the form before section 2.1; Reddi et al. 2018 for amsgrad; Keras 3.
    """

    beta_1: float = real(0, below=1, default=0.9)
    beta_2: float = real(0, below=1, default=0.999)
    epsilon: float = real(0, default=1e-7)
    amsgrad: bool = boolean(default=False)

    def slot_initial_values(self) -> dict[str, float]:
        names = ["momentum", "velocity"] + ["velocity_hat"] * self.amsgrad
        return dict.fromkeys(names, 0.0)

    def slot_groups(self) -> list[tuple[str, ...]]:
        return [("momentum", "velocity")] + [("velocity_hat",)] * self.amsgrad

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        m, v = slots["momentum"], slots["velocity"]
        alpha = rate * sqrt(1 - self.beta_2**step) / (1 - self.beta_1**step)
        if kernels.enabled() and at_defaults(self, HEEDED):
            factors = (1 - self.beta_1, 1 - self.beta_2, self.epsilon)
            if squares is None:
                kernels.adam(w, g, m, v, alpha, *factors)
            else:
                kernels.adam_from_squares(w, g, squares, m, v, alpha, *factors)
            return
        m += (1 - self.beta_1) * (g - m)
        v += (1 - self.beta_2) * ((np.square(g) if squares is None else squares) - v)
        if self.amsgrad:
            v = np.maximum(slots["velocity_hat"], v, out=slots["velocity_hat"])
        w -= alpha * m / (np.sqrt(v) + self.epsilon)
