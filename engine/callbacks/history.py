"""History: the record of every epoch that ``fit`` returns."""

from typing import Any, final

from engine.callbacks.base import Callback
from engine.metrics.vector_metric import from_log_value
from engine.typing import Logs


@final
class History(Callback):
    """``history["loss"]`` and so on: for each name a list with one value per epoch. epoch: the epochs' indices.

    A value is an array for a metric with several values, such as the F1 score of each class.
    """

    def __init__(self) -> None:
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(from_log_value(value))
