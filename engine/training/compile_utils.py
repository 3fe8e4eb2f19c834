"""The arguments of ``compile``, resolved for the shapes of the data, and the TrainingState that a run begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from engine.training.compile_arguments import (
    OutputNames,
    check_output_names,
    get_losses,
    get_metrics,
    unused_loss_metrics,
    warn_of_unused_losses,
)
from engine.training.compile_warnings import compile_messages, warn_once
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
    metric_objects: the resolved metrics, once the shapes are known. As in Keras, they are resolved once.
    flags: pairs of a layer and its ``trainable`` at the first training; None before. has_warned: whether it has been
    said that these flags were changed later. warned: the other warnings that were given.
    loss_names: of all losses, of which the first is used. output_names: as keys in dicts. has_metrics: whether a list
    of metrics was given. own_model: the model, if a learner's class overrides a step of training.
    """

    optimizer: Optimizer
    loss: Any = None
    metrics: Sequence[Any] = ()
    weighted_metrics: Sequence[Any] = ()
    loss_weights: Any = None
    slots: Slots | None = None
    step: int = 0
    paths: tuple[str, ...] = ()
    metric_objects: tuple[Metric, ...] | None = None
    flags: tuple[tuple[Any, bool], ...] | None = None
    has_warned: bool = False
    loss_names: tuple[str, ...] = ()
    output_names: OutputNames = ()
    has_metrics: bool = False
    warned: set[str] = field(default_factory=set)
    own_model: Any = None

    def resolve_loss(self, batch: Batch, network: Network) -> Loss:
        """The loss for labels such as those of a batch."""
        if batch.y is None:
            raise fail("required", "y", argument="y")
        if self.loss is None:
            raise fail("required", "loss", argument="loss")
        check_output_names(self.output_names, network.paths[-1])
        loss = as_trained(resolve_loss(self.loss, batch.y.shape, network.output_shape))
        return loss.with_loss_weight(scalar_loss_weight(self.loss_weights))

    def resolve_metrics(self, batch: Batch, network: Network,
                        loss: Loss) -> tuple[tuple[Metric, ...], tuple[bool, ...]]:
        """The metrics for labels such as those of a batch, and for each whether it uses sample weights."""
        assert batch.y is not None
        if self.metric_objects is None:
            resolved = resolve_all(self.metrics, loss, batch.y.shape, network.output_shape, self.weighted_metrics)
            self.metric_objects = (*resolved, *unused_loss_metrics(self.loss_names))
        first, last = len(self.metrics), len(self.metrics) + len(self.weighted_metrics)
        metrics = tuple(map(as_measured, self.metric_objects))
        return metrics, tuple(first <= index < last for index in range(len(metrics)))

    def optimizer_slots(self, network: Network) -> Slots:
        """The optimizer's slots; new ones if the trainable weights are not those of the last run."""
        parameters = network.parameters
        paths = tuple(parameters.layout)
        if self.slots is None or self.paths != paths:
            self.slots = self.optimizer.slots(parameters.values.size, network.dtype)
            self.paths = paths
        self.optimizer.track(self, parameters.layout, parameters.variables)
        return self.slots


def make_compiled(optimizer: Optimizer, loss: Any, loss_weights: Any, metrics: Any, weighted_metrics: Any) -> Compiled:
    """The arguments of ``compile``, taken out of their lists and dicts."""
    named_losses, loss_outputs = get_losses(loss)
    if loss is not None and not named_losses:
        raise fail("required", "loss", argument="loss")
    plain, plain_outputs = get_metrics("metrics", metrics)
    weighted, weighted_outputs = get_metrics("weighted_metrics", weighted_metrics)
    names = tuple(name for name, _ in named_losses)
    warn_of_unused_losses(names)
    return Compiled(optimizer, named_losses[0][1] if named_losses else None, plain, weighted, loss_weights,
                    loss_names=names, output_names=(*loss_outputs, *plain_outputs, *weighted_outputs),
                    has_metrics=metrics is not None or weighted_metrics is not None)


def scalar_loss_weight(loss_weights: Any) -> float:
    """The loss weight of the only output. loss_weights: None, a number, or a list or dict of one number."""
    weight = [*loss_weights.values()] if isinstance(loss_weights, Mapping) else loss_weights
    while isinstance(weight, list | tuple) and len(weight) < 2:
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
    _check_labels(sample, network, metrics)
    state = TrainingState(network, compiled.optimizer, loss, metrics, weighted, config,
                          compiled.optimizer_slots(network), step=compiled.step, epoch=config.initial_epoch,
                          model=compiled.own_model)
    state.sums = state.zero_sums()
    warn_once(compiled.warned, compile_messages(network, loss, metrics))
    if config.initial_epoch >= config.epochs:
        state.status = "finished"
    return state, data


def _check_labels(sample: Batch, network: Network, metrics: Sequence[Metric]) -> None:
    """Raise a ProblemError if a metric needs labels of another form; they are as given, not as the loss takes them."""
    assert sample.y is not None
    for metric in metrics:
        metric.check(sample.y.shape, sample.y.dtype, (len(sample), *network.output_shape[1:]))
