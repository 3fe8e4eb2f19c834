"""ExponentialDecay: a learning rate that shrinks by a constant factor per ``decay_steps``."""

from typing import final

import numpy as np

from engine.hyperparameters import boolean, configurable, real, text
from engine.optimizers.schedules.base import LearningRateSchedule


@final
@configurable
class ExponentialDecay(LearningRateSchedule):
    """``initial_learning_rate · decay_rate ^ (step / decay_steps)``; ``staircase`` rounds the exponent down.

    Source: Keras 3, ``schedules.ExponentialDecay``.
    """

    initial_learning_rate: float = real(0)
    decay_steps: float = real(above=0)
    decay_rate: float = real(0)
    staircase: bool = boolean(default=False)
    name: str = text(default="ExponentialDecay")

    def __call__(self, step: int) -> float:
        p = np.float32(step) / np.float32(self.decay_steps)
        if self.staircase:
            p = np.floor(p)
        return float(self.initial_learning_rate * np.float32(self.decay_rate) ** p)
