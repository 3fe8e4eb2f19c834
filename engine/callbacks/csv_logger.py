"""CSVLogger: writes the logs of every epoch as a line of a file."""

import csv
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import IO, Any, final

import numpy as np

from engine.callbacks.base import Callback
from engine.typing import Logs


@final
class CSVLogger(Callback):
    """Write a header ``epoch,accuracy,loss,…`` and one line per epoch, with ``NA`` for values that an epoch lacks.

    append: continue an existing file. Source: Keras 3, ``callbacks.CSVLogger``.
    """

    def __init__(self, filename: str | PathLike[str], separator: str = ",", append: bool = False) -> None:
        self.filename = Path(filename)
        self.sep = separator
        self.append = append
        self.keys: list[str] | None = None
        self.csv_file: IO[str] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._close()
        has_header = self.append and self.filename.exists() and self.filename.stat().st_size > 0
        self.append_header = not has_header
        self.csv_file = self.filename.open("a" if self.append else "w", encoding="utf-8", newline="")
        self.keys = None

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        logs = logs or {}
        assert self.csv_file is not None
        writer = csv.writer(self.csv_file, delimiter=self.sep)
        if self.keys is None:
            self.keys = sorted(logs)
            if not any(name.startswith("val_") for name in self.keys):
                self.keys += [f"val_{name}" for name in self.keys]
            if self.append_header:
                writer.writerow(["epoch", *self.keys])
        writer.writerow([epoch, *(_cell(logs.get(name, "NA")) for name in self.keys)])
        self.csv_file.flush()

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._close()

    def _close(self) -> None:
        if self.csv_file is not None:
            self.csv_file.close()
        self.csv_file = None


def _cell(value: Any) -> Any:
    if isinstance(value, Iterable) and not isinstance(value, str) and np.ndim(value):  # type: ignore[arg-type]
        return f'"[{", ".join(map(str, value))}]"'
    return value
