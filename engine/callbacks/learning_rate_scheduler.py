"""LearningRateScheduler: sets the learning rate of each epoch by a function."""

from collections.abc import Callable
from typing import Any, final

import numpy as np

from engine.callbacks.base import Callback
from engine.callbacks.learning_rate import current_rate
from engine.errors import fail
from engine.typing import Logs


@final
class LearningRateScheduler(Callback):
    """Before each epoch, ``learning_rate = schedule(epoch, learning_rate)``; or ``schedule(epoch)``.

    Source: Keras 3, ``callbacks.LearningRateScheduler``.
    """

    def __init__(self, schedule: Callable[..., Any], verbose: int = 0) -> None:
        if not callable(schedule):
            raise fail("not_callable", "schedule", argument="schedule", value=schedule)
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        try:
            rate = self.schedule(epoch, current_rate(self.model.optimizer))
        except TypeError:  # a function of the epoch alone
            rate = self.schedule(epoch)
        rate = rate.item() if isinstance(rate, np.ndarray) and rate.ndim == 0 else rate
        if not isinstance(rate, float | np.floating):
            raise fail("not_a_float_rate", "schedule", value=rate)
        self.model.optimizer.learning_rate = float(rate)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.")

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if logs is not None:
            logs["learning_rate"] = current_rate(self.model.optimizer)
