"""History: the record of every epoch that ``fit`` returns."""

import re
import warnings
from typing import Any, final

from engine.callbacks.base import Callback
from engine.metrics.vector_metric import from_log_value
from engine.typing import Logs

ACCURACY = re.compile(r"^(?P<phase>(val_)?)(?P<spelling>acc|accuracy)(?P<number>(_\d+)?)$")


@final
class EpochLogs(dict[str, list[Any]]):
    """A dict from names to values by epoch that also answers to the other spelling of accuracy, with one note.

    Keras names a metric as ``compile`` did: ``acc`` after ``metrics=["acc"]``, else ``accuracy``. Old tutorials ask for
    ``acc`` in any case. The other spelling is not among the keys.
    """

    def __init__(self) -> None:
        super().__init__()
        self._noted: set[str] = set()

    def __missing__(self, name: str) -> list[Any]:
        other = self._other_spelling(name)
        if other is None:
            raise KeyError(name)
        if name in self._noted:
            return self[other]
        self._noted.add(name)
        warnings.warn(f"history has no {name!r}, so its {other!r} is taken: the name is the one in "
                      "compile(metrics=[…]).", stacklevel=2)
        return self[other]

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self or self._other_spelling(name) else default

    def _other_spelling(self, name: Any) -> str | None:
        """The key for the same accuracy in its other spelling; None if there is none."""
        match = ACCURACY.match(name) if isinstance(name, str) else None
        if match is None:
            return None
        spelling = "acc" if match["spelling"] == "accuracy" else "accuracy"
        other = f"{match['phase']}{spelling}{match['number']}"
        return other if other in self else None


@final
class History(Callback):
    """``history["loss"]`` and so on: for each name a list with one value per epoch. epoch: the epochs' indices.

    A value is an array for a metric with several values, such as the F1 score of each class.
    """

    def __init__(self) -> None:
        self.history: dict[str, list[Any]] = EpochLogs()
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(from_log_value(value))
