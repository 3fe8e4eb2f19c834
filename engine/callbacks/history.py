"""History: the record of every epoch that ``fit`` returns."""

from typing import Any, final

from engine.callbacks.base import Callback, Logs
from engine.metrics.vector_metric import from_log_value


@final
class History(Callback):
    """``history["loss"]`` and so on: one list a name, one value an epoch; ``epoch``: the numbers of the epochs.

    A value is an array where the metric is several numbers, as the F1 score of each class is.
    """

    def __init__(self) -> None:
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(from_log_value(value))
