"""Ftrl: for sparse models, in which most weights should stay exactly zero."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.optimizers.base import Optimizer, Slots
from engine.typing import Array


@final
@configurable
class Ftrl(Optimizer):
    """Follow the regularized leader; all arrays are ``(size,)``.

    ``power`` is short for ``learning_rate_power``; ``l1``, ``l2`` and ``l2_shrinkage`` for the hyperparameters whose
    names continue with ``_regularization_strength``. With ``n' = n + g²``, which replaces ``n``, and
    ``σ = (n'^-power - n^-power) / rate``:
    ``z += g + 2 · l2_shrinkage · w - σ · w``, then
    ``w = (clip(z, -l1, l1) - z) / (n'^-power / rate + 2 · l2 + beta / rate)``.

    Source: McMahan et al. 2013, algorithm 1; Keras 3, ``optimizers.Ftrl``.
    """

    learning_rate_power: float = real(high=0, default=-0.5)
    initial_accumulator_value: float = real(0, default=0.1)
    l1_regularization_strength: float = real(0, default=0.0)
    l2_regularization_strength: float = real(0, default=0.0)
    l2_shrinkage_regularization_strength: float = real(0, default=0.0)
    beta: float = real(default=0.0)

    def slot_initial_values(self) -> dict[str, float]:
        return {"accumulator": self.initial_accumulator_value, "linear": 0.0}

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        n, z = slots["accumulator"], slots["linear"]
        l1 = self.l1_regularization_strength
        before = n**-self.learning_rate_power
        n += (np.square(g) if squares is None else squares)
        after = n**-self.learning_rate_power
        z += g + 2 * self.l2_shrinkage_regularization_strength * w - (after - before) / rate * w
        w[...] = (np.clip(z, -l1, l1) - z) / (after / rate + 2 * self.l2_regularization_strength + self.beta / rate)
