"""CosineDecayRestarts: a learning rate that falls along half a cosine, repeatedly."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, real, text
from engine.optimizers.schedules.base import LearningRateSchedule


@final
@configurable
class CosineDecayRestarts(LearningRateSchedule):
    """``initial_learning_rate · ((1 - alpha) · m_mulⁱ · (1 + cos(π · p)) / 2 + alpha)`` in period ``i``, from 0.

    ``p`` is the completed fraction of the period. The first period lasts ``first_decay_steps``, each following one
    ``t_mul`` times as long as the one before.

    Source: Loshchilov & Hutter 2017; Keras 3, ``schedules.CosineDecayRestarts``.
    """

    initial_learning_rate: float = real(0)
    first_decay_steps: float = real(above=0)
    t_mul: float = real(above=0, default=2.0)
    m_mul: float = real(0, default=1.0)
    alpha: float = real(default=0.0)
    name: str = text(default="SGDRDecay")

    def __call__(self, step: int) -> float:
        progress = np.float32(step) / np.float32(self.first_decay_steps)
        growth = np.float32(self.t_mul)
        if growth == 1:
            period = np.floor(progress)
            p = progress - period
        else:
            period = np.floor(np.log(1 - progress * (1 - growth)) / np.log(growth))
            p = (progress - (1 - growth**period) / (1 - growth)) / growth**period
        cosine = 0.5 * np.float32(self.m_mul) ** period * (1 + np.cos(np.float32(np.pi) * p))
        return float(self.initial_learning_rate * ((1 - self.alpha) * cosine + self.alpha))
