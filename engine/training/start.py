"""How a training run begins: what ``compile`` said meets the shapes of the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

from engine.losses.base import Loss
from engine.metrics.base import Metric
from engine.metrics.resolve import resolve
from engine.models.network import Network
from engine.optimizers.base import Optimizer, Slots
from engine.training.data import Samples, TrainingData
from engine.training.state import FitPlan, TrainingState


@final
@dataclass
class Compiled:
    """What ``compile`` was given, and what the optimizer remembers from earlier runs.

    metrics, weighted_metrics: as they were written; they become objects when the shapes are known.
    """

    optimizer: Optimizer
    loss: Loss
    metrics: Sequence[Any] = ()
    weighted_metrics: Sequence[Any] = ()
    slots: Slots | None = None
    step: int = 0

    def resolved(self, labels: Samples, output_shape: tuple[int | None, ...]) -> tuple[tuple[Metric, ...], tuple[bool, ...]]:
        """The metrics for these labels and predictions, and which of them count sample weights."""
        assert labels.y is not None
        made = [resolve(m, self.loss, labels.y.shape, output_shape) for m in (*self.metrics, *self.weighted_metrics)]
        return tuple(made), (False,) * len(self.metrics) + (True,) * len(self.weighted_metrics)


def prepared(data: Samples, network: Network, loss: Loss) -> Samples:
    """The samples as training wants them: inputs in the model's type, labels in the loss's shape and type."""
    x = data.x.astype(network.dtype, copy=False) if data.x.dtype.kind == "f" else data.x
    if data.y is None:
        return Samples(x)
    output_shape = (len(data), *network.output_shape[1:])
    return Samples(x, loss.prepare(data.y, output_shape), data.weight)


def start(network: Network, compiled: Compiled, plan: FitPlan, data: TrainingData) -> tuple[TrainingState, TrainingData]:
    """The state before the first batch, and the data as the run will use it. The network has to be built."""
    train = prepared(data.train, network, compiled.loss)
    validation = None if data.validation is None else prepared(data.validation, network, compiled.loss)
    metrics, weighted = compiled.resolved(train, network.output_shape)
    size = network.parameters.values.size
    if compiled.slots is None or any(s.ndim and s.size != size for s in compiled.slots.values()):
        compiled.slots = compiled.optimizer.slots(size, network.dtype)
    state = TrainingState(network, compiled.optimizer, compiled.loss, metrics, weighted, plan, compiled.slots,
                          step=compiled.step, epoch=plan.initial_epoch)
    state.sums = state.fresh_sums()
    if plan.initial_epoch >= plan.epochs:
        state.status = "finished"
    return state, TrainingData(train, validation)
