"""InverseTimeDecay: a learning rate proportional to ``1 / (1 + c · step)``, like Keras 2's ``decay`` argument."""

from typing import final

import numpy as np

from engine.hyperparameters import boolean, configurable, real, text
from engine.optimizers.schedules.base import LearningRateSchedule


@final
@configurable
class InverseTimeDecay(LearningRateSchedule):
    """``initial_learning_rate / (1 + decay_rate · step / decay_steps)``.

    ``staircase`` rounds ``step / decay_steps`` down. Source: Keras 3, ``schedules.InverseTimeDecay``.
    """

    initial_learning_rate: float = real(0)
    decay_steps: float = real(above=0)
    decay_rate: float = real(0)
    staircase: bool = boolean(default=False)
    name: str = text(default="InverseTimeDecay")

    def __call__(self, step: int) -> float:
        p = np.float32(step) / np.float32(self.decay_steps)
        if self.staircase:
            p = np.floor(p)
        return float(self.initial_learning_rate / (1 + self.decay_rate * p))
