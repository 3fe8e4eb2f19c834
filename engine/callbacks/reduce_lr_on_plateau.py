"""ReduceLROnPlateau: reduces the learning rate when a monitored value no longer improves."""

import warnings
from typing import Any, final

import numpy as np

from engine.callbacks.learning_rate import current_rate
from engine.callbacks.monitor import MODES, Monitor, known_mode, plain_verbose
from engine.hyperparameters import Configurable, choice, configurable, convert, integer, real, text
from engine.typing import Logs


@final
@configurable
class ReduceLROnPlateau(Monitor, Configurable):
    """``learning_rate *= factor``, down to ``min_lr``, when ``monitor`` has not improved for ``patience`` epochs.

    epsilon: Keras 1's name of ``min_delta``. cooldown: epochs after a reduction that do not count.
    Source: Keras 3, ``callbacks.ReduceLROnPlateau``.
    """

    monitor: str = text(default="val_loss")
    factor: float = real(below=1, default=0.1)
    patience: int = integer(low=0, default=10)
    verbose: int = integer(default=0)
    mode: str = choice(*MODES, default="auto")
    min_delta: float = real(default=1e-4, formerly=("epsilon",))
    cooldown: int = integer(low=0, default=0)
    min_lr: float = real(low=0, default=0.0)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        return plain_verbose(arguments)

    def __post_init__(self) -> None:
        self.mode = known_mode(self)
        convert(self)
        super().__init__(self.monitor, self.mode, min_delta=self.min_delta)
        self.cooldown_counter = self.wait = 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.best = None
        self.cooldown_counter = self.wait = 0

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.larger_is_better()
        logs = {} if logs is None else logs
        logs["learning_rate"] = current_rate(self.model.optimizer)
        current = logs.get(self.monitor)
        if current is None:
            warnings.warn(f"Learning rate reduction is conditioned on metric `{self.monitor}` which is not available. "
                          f"Available metrics are: {','.join(logs)}.", stacklevel=2)
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.improves(current, self.best):
            self.best = current
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        old = current_rate(self.model.optimizer)
        if old <= np.float32(self.min_lr):
            return
        new = max(old * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = new
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}.")
        self.cooldown_counter = self.cooldown
        self.wait = 0

    def in_cooldown(self) -> bool:
        """Whether the last reduction is less than ``cooldown`` epochs ago."""
        return self.cooldown_counter > 0
