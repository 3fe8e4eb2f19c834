"""EarlyStopping: ends training when a monitored value no longer improves."""

import warnings
from typing import Any, final

from engine.callbacks.monitor import MODES, Monitor, known_mode, plain_verbose
from engine.hyperparameters import Configurable, boolean, choice, configurable, convert, integer, real, text
from engine.typing import Array, Logs


@final
@configurable
class EarlyStopping(Monitor, Configurable):
    """Stop when ``monitor`` has not improved for ``patience`` epochs.

    baseline: a value that must also be improved on. start_from_epoch: the first epoch that counts.
    restore_best_weights: end with the weights after the best epoch. Source: Keras 3, ``callbacks.EarlyStopping``.
    """

    monitor: str = text(default="val_loss")
    min_delta: float = real(default=0.0)
    patience: int = integer(low=0, default=0)
    verbose: int = integer(default=0)
    mode: str = choice(*MODES, default="auto")
    baseline: float | None = real(default=None)
    restore_best_weights: bool = boolean(default=False)
    start_from_epoch: int = integer(default=0)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        return plain_verbose(arguments)

    def __post_init__(self) -> None:
        self.mode = known_mode(self)
        convert(self)
        super().__init__(self.monitor, self.mode, min_delta=self.min_delta)
        self._reset()

    def _reset(self) -> None:
        self.wait, self.stopped_epoch, self.best_epoch = 0, 0, 0
        self.best = None
        self.best_weights: list[Array] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._reset()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.larger_is_better()  # reports an unknown ``monitor`` at the first epoch
        current = self._current(logs or {})
        if current is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self.improves(current, self.best):
            self._store_best(epoch, current)
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def _store_best(self, epoch: int, current: Any) -> None:
        """Store the best epoch so far; reset ``wait`` if its value also improves on the baseline."""
        self.best, self.best_epoch = current, epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()
        if self.baseline is None or self.improves(current, self.baseline):
            self.wait = 0

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.stopped_epoch > 0 and self.verbose > 0:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None:
            if self.verbose > 0:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)

    def _current(self, logs: dict[str, float]) -> Any:
        value = logs.get(self.monitor)
        if value is None:
            warnings.warn(f"Early stopping conditioned on metric `{self.monitor}` which is not available. "
                          f"Available metrics are: {','.join(logs)}", stacklevel=4)
        return value
