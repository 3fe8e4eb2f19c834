"""The arguments of ``compile``, resolved for the shapes of the data, and the TrainingState that a run begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from engine.errors import fail
from engine.losses.base import Loss
from engine.losses.own_loss import as_trained
from engine.losses.resolve import resolve as resolve_loss
from engine.metrics.base import Metric
from engine.metrics.own_metric import as_measured
from engine.metrics.resolve import resolve_all
from engine.network.network import Network
from engine.network.sizes import check_batch
from engine.optimizers.base import Optimizer, Slots
from engine.training.data_adapters.batch import Batch, cast_batch
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.fit_config import FitConfig
from engine.training.state import TrainingState


@final
@dataclass
class Compiled:
    """The arguments of ``compile``, and the optimizer's state from earlier runs.

    metrics, weighted_metrics, loss_weights: as given; they are resolved when the shapes are known. loss: an object, or
    ``"crossentropy"``, which is resolved then as well.
    slots, step: the optimizer's vectors and its number of updates. paths: of the weights that the slots belong to.
    metric_objects: the resolved metrics, once the shapes are known. flags: pairs of a layer and its ``trainable`` at
    the first training; None before. has_warned: whether it has been said that these flags were changed later.
    own_model: the model, if a learner's class overrides a step of training.
    """

    optimizer: Optimizer
    loss: Any = None
    metrics: Sequence[Any] = ()
    weighted_metrics: Sequence[Any] = ()
    loss_weights: Any = None
    slots: Slots | None = None
    step: int = 0
    paths: tuple[str, ...] = ()
    metric_objects: tuple[Metric, ...] = ()
    flags: tuple[tuple[Any, bool], ...] | None = None
    has_warned: bool = False
    own_model: Any = None

    def resolve_loss(self, batch: Batch, network: Network) -> Loss:
        """The loss for labels such as those of a batch."""
        if batch.y is None:
            raise fail("required", "y", argument="y")
        if self.loss is None:
            raise fail("required", "loss", argument="loss")
        loss = as_trained(resolve_loss(self.loss, batch.y.shape, network.output_shape))
        return loss.with_loss_weight(scalar_loss_weight(self.loss_weights))

    def resolve_metrics(self, batch: Batch, network: Network,
                        loss: Loss) -> tuple[tuple[Metric, ...], tuple[bool, ...]]:
        """The metrics for labels such as those of a batch, and for each whether it uses sample weights."""
        assert batch.y is not None
        self.metric_objects = tuple(
            resolve_all(self.metrics, loss, batch.y.shape, network.output_shape, self.weighted_metrics))
        weighted = (False,) * len(self.metrics) + (True,) * len(self.weighted_metrics)
        return tuple(map(as_measured, self.metric_objects)), weighted

    def optimizer_slots(self, network: Network) -> Slots:
        """The optimizer's slots; new ones if the trainable weights are not those of the last run."""
        parameters = network.parameters
        paths = tuple(parameters.layout)
        if self.slots is None or self.paths != paths:
            self.slots = self.optimizer.slots(parameters.values.size, network.dtype)
            self.paths = paths
        return self.slots


def scalar_loss_weight(loss_weights: Any) -> float:
    """The loss weight of the only output. loss_weights: None, a number, or a list or dict of one number."""
    weight = [*loss_weights.values()] if isinstance(loss_weights, Mapping) else loss_weights
    if isinstance(weight, list | tuple) and len(weight) < 2:
        weight = weight[0] if weight else None
    if isinstance(weight, bool) or not (weight is None or isinstance(weight, int | float)):
        raise fail("not_one_weight", "loss_weights", value=loss_weights)
    return 1.0 if weight is None else float(weight)


def initial_state(network: Network, compiled: Compiled, config: FitConfig,
                  data: TrainingData) -> tuple[TrainingState, TrainingData]:
    """The state before the first batch, and the data cast for the network and its loss. The network must be built."""
    sample = data.train.sample
    check_batch(network.layers, (network.batch_size, *sample.x.shape[1:]), min(config.batch_size, len(sample)))
    loss = compiled.resolve_loss(sample, network)
    metrics, weighted = compiled.resolve_metrics(sample, network, loss)
    if compiled.own_model is None:
        data = data.map(lambda batch: cast_batch(batch, network, loss))
    state = TrainingState(network, compiled.optimizer, loss, metrics, weighted, config,
                          compiled.optimizer_slots(network), step=compiled.step, epoch=config.initial_epoch,
                          model=compiled.own_model)
    state.sums = state.zero_sums()
    if config.initial_epoch >= config.epochs:
        state.status = "finished"
    return state, data
