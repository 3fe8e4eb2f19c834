"""TrainingState: everything that a training run needs to continue from between two batches, in any process."""

from dataclasses import dataclass, field
from typing import Any, Literal, final

from engine.losses.base import Loss
from engine.metrics.base import Metric, State
from engine.metrics.vector_metric import as_log_value
from engine.network.network import Network
from engine.optimizers.base import Optimizer, Slots
from engine.training.fit_config import FitConfig
from engine.typing import Logs


@final
@dataclass
class Sums:
    """Running sums over the batches of one epoch: of the loss times the batch size, and the states of all metrics."""

    loss: float = 0.0
    samples: int = 0
    metrics: tuple[State, ...] = ()
    returned: Logs | None = None
    """The logs that the step of a learner's model has returned last."""

    def logs(self, metrics: tuple[Metric, ...]) -> Logs:
        """The averages so far by name."""
        if self.returned is not None:
            return dict(self.returned)
        logs: Logs = {"loss": self.loss / max(1, self.samples)}
        for metric, state in zip(metrics, self.metrics, strict=True):
            value = metric.value(state)
            values = value if isinstance(value, dict) else {metric.name or "": value}
            logs.update({name: as_log_value(item) for name, item in values.items()})
        return logs


@final
@dataclass
class TrainingState:
    """A training run between two batches; picklable.

    network: the layers with their weights. weighted: for each metric, whether it uses sample weights. slots,
    step: the optimizer's vectors and its number of updates. epoch, batch, phase: the position of the run; epoch and
    batch are counted from 0. sums: of the current phase. train_logs: of the epoch's training, during its validation.
    """

    network: Network
    optimizer: Optimizer
    loss: Loss
    metrics: tuple[Metric, ...]
    weighted: tuple[bool, ...]
    config: FitConfig
    slots: Slots
    step: int = 0
    epoch: int = 0
    batch: int = 0
    phase: Literal["train", "validate"] = "train"
    sums: Sums = field(default_factory=Sums)
    train_logs: Logs = field(default_factory=dict)
    status: Literal["running", "finished", "diverged"] = "running"
    averages_at_end: bool = True
    """Whether :meth:`finish` assigns averaged weights; ``fit`` does so itself, after the last epoch's callbacks."""
    model: Any = None
    """A learner's model that overrides a step of training; None for all others."""

    def zero_sums(self) -> Sums:
        """Sums over no batches."""
        return Sums(metrics=tuple(m.zeros() for m in self.metrics))

    def finish(self) -> None:
        """End the run; with ``use_ema`` the weights become their moving average."""
        self.status = "finished"
        if self.averages_at_end:
            self.assign_averages()

    def assign_averages(self) -> None:
        """Replace the weights by their moving averages if the optimizer keeps any (``use_ema``)."""
        self.optimizer.finalize(self.network.parameters.values, self.slots)
