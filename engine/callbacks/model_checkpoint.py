"""ModelCheckpoint: saves the model during training."""

import os
import warnings
from os import PathLike
from pathlib import Path
from typing import Any, final

import numpy as np

from engine.callbacks.monitor import Monitor
from engine.callbacks.save_freq import SaveFreq
from engine.errors import fail
from engine.typing import Logs


@final
class ModelCheckpoint(Monitor):
    """Save to ``filepath`` after every epoch, or after every ``save_freq`` batches.

    filepath: may contain ``{epoch:02d}`` and names of logs. save_best_only: only when ``monitor`` has improved.
    save_weights_only: only the weights, in a ``.weights.h5`` file. initial_value_threshold: a value that the first save
    must improve on. period (Keras 2): epochs between two saves. Source: Keras 3, ``callbacks.ModelCheckpoint``.
    """

    def __init__(self, filepath: str | PathLike[str], monitor: str = "val_loss", verbose: int = 0,
                 save_best_only: bool = False, save_weights_only: bool = False, mode: str = "auto",
                 save_freq: Any = "epoch", initial_value_threshold: float | None = None, period: int = 1) -> None:
        super().__init__(monitor, mode, initial_value_threshold)
        self.filepath = os.fspath(filepath)
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self._freq = SaveFreq(save_freq)
        self.period = period
        self._epoch = self._epochs_since_save = 0
        endings = (".weights.h5",) if save_weights_only else (".keras", ".h5", ".hdf5")
        if not self.filepath.endswith(endings):
            raise fail("wrong_file_ending", "filepath", argument="filepath", endings=" / ".join(endings[:2]),
                       value=self.filepath)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._epoch = epoch

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if self._freq.is_due():
            self._save(self._epoch, {"batch": batch + 1, **(logs or {})})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._epochs_since_save += 1
        if self.save_freq == "epoch" and self._epochs_since_save >= self.period:
            self._epochs_since_save = 0
            self._save(epoch, logs or {})

    def _save(self, epoch: int, logs: dict[str, Any]) -> None:
        path = self.path_for(epoch, logs)
        if not self._should_save(epoch, logs, path):
            return
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if Path(path).is_dir():
            raise OSError("Please specify a non-directory filepath for ModelCheckpoint. "
                          f"Filepath used is an existing directory: {path}")
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        if self.verbose > 0:
            print(f"\nEpoch {epoch + 1}: finished saving model to {path}")

    def path_for(self, epoch: int, logs: dict[str, Any]) -> str:
        """The file name for an epoch, counted from 0."""
        try:
            return self.filepath.format(epoch=epoch + 1, **logs)
        except KeyError as error:
            raise fail("no_such_log", "filepath", path=self.filepath, name=error.args[0],
                       known=", ".join(["epoch", *logs])) from None

    def _should_save(self, epoch: int, logs: dict[str, Any], path: str) -> bool:
        if not self.save_best_only:
            self._print(f"\nEpoch {epoch + 1}: saving model to {path}")
            return True
        current = logs.get(self.monitor)
        if current is None or np.ndim(current):
            warnings.warn(f"Can save best model only with {self.monitor} available.", stacklevel=2)
            return True
        best = "None" if self.best is None else f"{self.best:.5f}"
        if not self.improves(current, self.best):
            self._print(f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {best}")
            return False
        self._print(f"\nEpoch {epoch + 1}: {self.monitor} improved from {best} to {current:.5f}, "
                  f"saving model to {path}")
        self.best = current
        return True

    def _print(self, message: str) -> None:
        if self.verbose > 0:
            print(message)
