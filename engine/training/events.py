"""What training tells while it goes on: plain frozen data, for progress bars, callbacks, pages and tests."""

from dataclasses import dataclass
from typing import final

Logs = dict[str, float]
"""Values by name as in Keras's History: ``loss``, ``accuracy``, ``val_loss``, …"""


@final
@dataclass(frozen=True)
class BatchEnded:
    """A batch of training is done. epoch, batch: counted from 0. logs: averages since the epoch began."""

    epoch: int
    batch: int
    logs: Logs


@final
@dataclass(frozen=True)
class EpochEnded:
    """An epoch is done, its validation included."""

    epoch: int
    logs: Logs


@final
@dataclass(frozen=True)
class Diverged:
    """The loss is no longer a finite number. Training stops here; the weights are those before this update."""

    epoch: int
    batch: int
    loss: float


@final
@dataclass(frozen=True)
class RanOut:
    """There were fewer batches than the epoch has steps: its training ends early. epoch: counted from 0."""

    epoch: int


@final
@dataclass(frozen=True)
class Finished:
    """All epochs are done."""

    epochs: int


Event = BatchEnded | EpochEnded | Diverged | RanOut | Finished


def in_order(logs: Logs) -> Logs:
    """The logs in the order of their names, as Keras hands them to callbacks and keeps them in History."""
    return dict(sorted(logs.items()))
