"""The whole of a training run between two batches: enough to go on anywhere, and nothing else."""

from dataclasses import dataclass, field
from typing import Literal, final

from engine.losses.base import Loss
from engine.metrics.base import Metric, State
from engine.metrics.vector_metric import number
from engine.network.network import Network
from engine.optimizers.base import Optimizer, Slots
from engine.training.events import Logs
from engine.training.fit_config import FitPlan


@final
@dataclass
class Sums:
    """Running sums over the batches of one epoch: of the loss, weighted by batch size, and of every metric."""

    loss: float = 0.0
    samples: int = 0
    metrics: tuple[State, ...] = ()

    def logs(self, metrics: tuple[Metric, ...]) -> Logs:
        """The averages so far by name."""
        values = {m.name or "": number(m.value(s)) for m, s in zip(metrics, self.metrics, strict=True)}
        return {"loss": self.loss / max(1, self.samples), **values}


@final
@dataclass
class TrainingState:
    """A training run that stands still between two batches.

    network: the layers with their weights. slots, step: the optimizer's memory and its number of updates so far.
    epoch, batch, phase: where the run stands. sums: of the phase so far; train_logs: of the epoch's training.
    """

    network: Network
    optimizer: Optimizer
    loss: Loss
    metrics: tuple[Metric, ...]
    weighted: tuple[bool, ...]
    plan: FitPlan
    slots: Slots
    step: int = 0
    epoch: int = 0
    batch: int = 0
    phase: Literal["train", "validate"] = "train"
    sums: Sums = field(default_factory=Sums)
    train_logs: Logs = field(default_factory=dict)
    status: Literal["running", "finished", "diverged"] = "running"
    averages_at_end: bool = True
    """Whether :meth:`finish` puts averaged weights in place; ``fit`` does it after the last epoch's callbacks."""

    def fresh_sums(self) -> Sums:
        """Sums before the first batch."""
        return Sums(metrics=tuple(m.zeros() for m in self.metrics))

    def finish(self) -> None:
        """The end of training: an optimizer that averages weights puts the average in their place."""
        self.status = "finished"
        if self.averages_at_end:
            self.average()

    def average(self) -> None:
        """The averages of the weights become the weights, where the optimizer keeps any."""
        self.optimizer.finalize(self.network.parameters.values, self.slots)
