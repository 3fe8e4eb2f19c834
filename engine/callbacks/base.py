"""What a callback is: functions that are called while a model trains."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.models.sequential import Sequential

Logs = dict[str, float] | None


class Callback:
    """Base of callbacks: every hook of Keras, doing nothing. ``self.model`` and ``self.params`` are set by ``fit``."""

    model: "Sequential"
    params: dict[str, Any]

    def set_model(self, model: "Sequential") -> None:
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def on_train_begin(self, logs: Logs = None) -> None:
        """Before the first epoch."""

    def on_train_end(self, logs: Logs = None) -> None:
        """After the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Before an epoch, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """After an epoch; logs: its averages, validation included."""

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before an update."""

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After an update; logs: averages since the epoch began."""

    def on_test_begin(self, logs: Logs = None) -> None:
        """Before an evaluation."""

    def on_test_end(self, logs: Logs = None) -> None:
        """After an evaluation."""

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Before predictions."""

    def on_predict_end(self, logs: Logs = None) -> None:
        """After predictions."""


def listens_to_batches(callback: Callback) -> bool:
    """Whether a callback does something at every batch."""
    hooks = ("on_train_batch_begin", "on_train_batch_end")
    return any(getattr(getattr(callback, h), "__func__", None) is not getattr(Callback, h) for h in hooks)
