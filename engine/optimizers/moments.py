"""What Adam and AdamW share: a step made of two moments of the gradient."""

from abc import ABC
from math import sqrt

import numpy as np

from engine import kernels
from engine.hyperparameters import boolean, configurable, real
from engine.optimizers.base import Optimizer, Slots
from engine.typing import Array


@configurable
class Moments(Optimizer, ABC):
    """Adaptive moments, all shapes ``(size,)``; ``t`` is the step.

    ``m += (1 - beta_1) · (g - m)`` and ``v += (1 - beta_2) · (g² - v)``; then
    ``w -= rate · √(1 - beta_2ᵗ) / (1 - beta_1ᵗ) · m / (√v + epsilon)``. With ``amsgrad``, the largest ``v`` so far.

    Source: Kingma & Ba 2015, the form before section 2.1; Reddi et al. 2018 for amsgrad; Keras 3.
    """

    beta_1: float = real(0, below=1, default=0.9)
    beta_2: float = real(0, below=1, default=0.999)
    epsilon: float = real(0, default=1e-7)
    amsgrad: bool = boolean(default=False)

    def memory(self) -> dict[str, float]:
        names = ["momentum", "velocity"] + ["velocity_hat"] * self.amsgrad
        return dict.fromkeys(names, 0.0)

    def slot_groups(self) -> list[tuple[str, ...]]:
        return [("momentum", "velocity")] + [("velocity_hat",)] * self.amsgrad

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        m, v = slots["momentum"], slots["velocity"]
        alpha = rate * sqrt(1 - self.beta_2**step) / (1 - self.beta_1**step)
        if kernels.enabled() and not self.amsgrad:
            fresh = (1 - self.beta_1, 1 - self.beta_2, self.epsilon)
            if squares is None:
                kernels.adam(w, g, m, v, alpha, *fresh)
            else:
                kernels.adam_from_squares(w, g, squares, m, v, alpha, *fresh)
            return
        m += (1 - self.beta_1) * (g - m)
        v += (1 - self.beta_2) * ((np.square(g) if squares is None else squares) - v)
        if self.amsgrad:
            v = np.maximum(slots["velocity_hat"], v, out=slots["velocity_hat"])
        w -= alpha * m / (np.sqrt(v) + self.epsilon)
