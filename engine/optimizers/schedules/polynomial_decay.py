"""PolynomialDecay: a learning rate that falls to its end in a given number of steps."""

from typing import final

import numpy as np

from engine.hyperparameters import boolean, configurable, real, text
from engine.optimizers.schedules.base import LearningRateSchedule


@final
@configurable
class PolynomialDecay(LearningRateSchedule):
    """``(initial_learning_rate - end_learning_rate) · (1 - step / decay_steps) ^ power + end_learning_rate``.

    After ``decay_steps`` the rate stays at its end; with ``cycle``, ``decay_steps`` is instead taken as often as it
    needs to reach ``step``. Source: Keras 3, ``schedules.PolynomialDecay``.
    """

    initial_learning_rate: float = real(0)
    decay_steps: float = real(above=0)
    end_learning_rate: float = real(0, default=0.0001)
    power: float = real(default=1.0)
    cycle: bool = boolean(default=False)
    name: str = text(default="PolynomialDecay")

    def __call__(self, step: int) -> float:
        steps = np.float32(self.decay_steps)
        now = np.float32(step)
        if self.cycle:
            steps *= np.ceil(now / steps) if step else 1
        else:
            now = min(now, steps)
        left = (1 - now / steps) ** np.float32(self.power)
        return float((self.initial_learning_rate - self.end_learning_rate) * left + self.end_learning_rate)
