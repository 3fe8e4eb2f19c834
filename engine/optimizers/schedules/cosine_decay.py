"""CosineDecay: a learning rate that falls along half a cosine, after an optional linear warm-up."""

from typing import final

import numpy as np

from engine.hyperparameters import configurable, integer, real, text
from engine.optimizers.schedules.base import LearningRateSchedule


@final
@configurable
class CosineDecay(LearningRateSchedule):
    """``top · ((1 - alpha) · (1 + cos(π · step / decay_steps)) / 2 + alpha)``; constant after ``decay_steps``.

    ``top`` is ``initial_learning_rate``. With a ``warmup_target``, ``top`` is that target, which the rate reaches
    linearly from ``initial_learning_rate`` in ``warmup_steps`` before the decay starts.

    Source: Loshchilov & Hutter 2017, equation 5; Keras 3, ``schedules.CosineDecay``.
    """

    initial_learning_rate: float = real(0)
    decay_steps: float = real(above=0)
    alpha: float = real(default=0.0)
    name: str = text(default="CosineDecay")
    warmup_target: float | None = real(0, default=None)
    warmup_steps: int = integer(0, default=0)

    def __call__(self, step: int) -> float:
        now, start = np.float32(step), self.initial_learning_rate
        if self.warmup_target is None:
            return self._decay(start, now)
        if now < self.warmup_steps:
            return float((self.warmup_target - start) * (now / self.warmup_steps) + start)
        return self._decay(self.warmup_target, now - self.warmup_steps)

    def _decay(self, top: float, now: np.float32) -> float:
        cosine = np.cos(np.float32(np.pi) * np.minimum(now / np.float32(self.decay_steps), 1))
        return float(top * ((1 - self.alpha) * 0.5 * (1 + cosine) + self.alpha))
