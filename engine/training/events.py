"""Events that training emits, as frozen data: for progress bars, callbacks, pages and tests."""

from dataclasses import dataclass
from typing import final

from engine.errors import Problem
from engine.typing import Logs


@final
@dataclass(frozen=True)
class BatchEnded:
    """An update is done. epoch, batch: counted from 0. logs: averages since the epoch began."""

    epoch: int
    batch: int
    logs: Logs


@final
@dataclass(frozen=True)
class EpochEnded:
    """An epoch and its validation are done."""

    epoch: int
    logs: Logs


@final
@dataclass(frozen=True)
class Diverged:
    """The loss is not finite. Training ends; the weights are those before this update. problem: its cause."""

    epoch: int
    batch: int
    loss: float
    problem: Problem | None = None


@final
@dataclass(frozen=True)
class RanOut:
    """The data ended before all steps were done: the training or validation of this epoch ends early.

    epoch: counted from 0.
    """

    epoch: int


@final
@dataclass(frozen=True)
class Finished:
    """All epochs are done."""

    epochs: int


Event = BatchEnded | EpochEnded | Diverged | RanOut | Finished


def sort_logs(logs: Logs) -> Logs:
    """Return the logs sorted by name, as Keras passes them to callbacks and keeps them in History."""
    return dict(sorted(logs.items()))
