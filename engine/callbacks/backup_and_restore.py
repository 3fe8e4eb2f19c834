"""BackupAndRestore: resumes an interrupted training."""

import json
import shutil
from os import PathLike
from pathlib import Path
from typing import Any, final

from engine.callbacks.base import Callback
from engine.callbacks.save_freq import SaveFreq
from engine.errors import fail
from engine.typing import Logs


@final
class BackupAndRestore(Callback):
    """Keep weights and epoch in ``backup_dir``; the next ``fit`` with this directory resumes from them.

    save_freq: ``"epoch"`` or a number of batches. double_checkpoint: also keep the previous backup. delete_checkpoint:
    remove the directory when training has ended normally. Source: Keras 3, ``callbacks.BackupAndRestore``.
    """

    def __init__(self, backup_dir: str | PathLike[str], save_freq: Any = "epoch", double_checkpoint: bool = False,
                 delete_checkpoint: bool = True) -> None:
        if not backup_dir:
            raise fail("required", "backup_dir", argument="backup_dir")
        self.backup_dir = Path(backup_dir)
        self.save_freq = save_freq
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._freq = SaveFreq(save_freq)
        self._epoch = self._batch = 0
        self._files = (self.backup_dir / "latest.weights.h5", self.backup_dir / "training_metadata.json")

    def on_train_begin(self, logs: Logs | None = None) -> None:
        try:
            self._restore()
        except (OSError, ValueError):  # a backup whose writing was interrupted
            if not _previous_backup(self._files[0]).exists():
                raise
            for path in self._files:
                if _previous_backup(path).exists():
                    shutil.copy(_previous_backup(path), path)
            self._restore()

    def _restore(self) -> None:
        weights, metadata = self._files
        if weights.exists():
            self.model.load_weights(weights)
        if metadata.exists():
            self._epoch = int(json.loads(metadata.read_text("utf-8"))["epoch"])
            self.model.resume_from = self._epoch

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._epoch, self._batch = epoch + 1, 0
        if self.save_freq == "epoch":
            self._back_up()

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        if self._freq.is_due():
            self._batch = batch
            self._back_up()

    def _back_up(self) -> None:
        self.backup_dir.mkdir(parents=True, exist_ok=True)
        if self.double_checkpoint:
            for path in self._files:
                if path.exists():
                    shutil.copy(path, _previous_backup(path))
        self.model.save_weights(self._files[0], overwrite=True)
        self._files[1].write_text(json.dumps({"epoch": self._epoch, "batch": self._batch}), "utf-8")

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.delete_checkpoint:
            shutil.rmtree(self.backup_dir, ignore_errors=True)


def _previous_backup(path: Path) -> Path:
    """The file of the previous backup."""
    return path.with_name(f"{path.name}.bkp")
