"""PolynomialDecay: a learning rate that falls to an end value in a given number of steps."""

from typing import final

import numpy as np

from engine.hyperparameters import boolean, configurable, real, text
from engine.optimizers.schedules.base import LearningRateSchedule


@final
@configurable
class PolynomialDecay(LearningRateSchedule):
    """``(initial_learning_rate - end_learning_rate) · (1 - step / decay_steps) ^ power + end_learning_rate``.

    After ``decay_steps`` the rate stays constant; with ``cycle``, ``decay_steps`` is instead replaced by its smallest
    multiple that is at least ``step``. Source: Keras 3, ``schedules.PolynomialDecay``.
    """

    initial_learning_rate: float = real(0)
    decay_steps: float = real(above=0)
    end_learning_rate: float = real(0, default=0.0001)
    power: float = real(default=1.0)
    cycle: bool = boolean(default=False)
    name: str = text(default="PolynomialDecay")

    def __call__(self, step: int) -> float:
        steps = np.float32(self.decay_steps)
        current = np.float32(step)
        if self.cycle:
            steps *= np.ceil(current / steps) if step else 1
        else:
            current = min(current, steps)
        factor = (1 - current / steps) ** np.float32(self.power)
        return float((self.initial_learning_rate - self.end_learning_rate) * factor + self.end_learning_rate)
