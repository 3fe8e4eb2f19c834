"""How a training run begins: what ``compile`` said meets the shapes of the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from engine.errors import ProblemError, fail
from engine.losses.base import Loss
from engine.losses.resolve import resolve as resolve_loss
from engine.metrics.base import Metric
from engine.metrics.resolve import resolve_all
from engine.network.network import Network
from engine.network.sizes import check_batch
from engine.optimizers.base import Optimizer, Slots
from engine.training.data import Samples, TrainingData, lies_in_file
from engine.training.fit_config import FitPlan
from engine.training.state import TrainingState


@final
@dataclass
class Compiled:
    """What ``compile`` was given, and what the optimizer remembers from earlier runs.

    loss, metrics, weighted_metrics, loss_weights: as they were written; they become objects when the shapes are known.
    slots, step: the optimizer's memory and its number of updates; paths: of the weights that the memory is of.
    made: the metrics as objects, once the shapes are known.
    """

    optimizer: Optimizer
    loss: Any = None
    metrics: Sequence[Any] = ()
    weighted_metrics: Sequence[Any] = ()
    loss_weights: Any = None
    slots: Slots | None = None
    step: int = 0
    paths: tuple[str, ...] = ()
    made: tuple[Metric, ...] = ()

    def resolved_loss(self, labels: Samples, network: Network) -> Loss:
        """The loss for these labels."""
        if labels.y is None:
            raise fail("required", "y", argument="y")
        if self.loss is None:
            raise fail("required", "loss", argument="loss")
        loss = resolve_loss(self.loss, labels.y.shape, network.output_shape)
        return loss.shared(one_weight(self.loss_weights))

    def resolved_metrics(self, labels: Samples, network: Network,
                         loss: Loss) -> tuple[tuple[Metric, ...], tuple[bool, ...]]:
        """The metrics for these labels, and which of them count sample weights."""
        assert labels.y is not None
        made = resolve_all(self.metrics, loss, labels.y.shape, network.output_shape, self.weighted_metrics)
        self.made = tuple(made)
        return self.made, (False,) * len(self.metrics) + (True,) * len(self.weighted_metrics)

    def remembered(self, network: Network) -> Slots:
        """The optimizer's memory; empty again if other weights are trained than before."""
        parameters = network.parameters
        paths = tuple(parameters.places)
        if self.slots is None or self.paths != paths:
            self.slots = self.optimizer.slots(parameters.values.size, network.dtype)
            self.paths = paths
        return self.slots


def one_weight(loss_weights: Any) -> float:
    """What ``loss_weights`` says for the one output of a stack: a number, or a list or dict of one number."""
    given = [*loss_weights.values()] if isinstance(loss_weights, Mapping) else loss_weights
    if isinstance(given, list | tuple) and len(given) < 2:
        given = given[0] if given else None
    if isinstance(given, bool) or not (given is None or isinstance(given, int | float)):
        raise fail("not_one_weight", "loss_weights", value=loss_weights)
    return 1.0 if given is None else float(given)


def prepared(data: Samples, network: Network, loss: Loss) -> Samples:
    """The samples as training wants them: inputs in the model's type, labels in the loss's shape and type.

    Inputs that lie in a file stay there: each batch is put into the model's type when its turn comes.
    """
    whole = data.x.dtype.kind == "f" and not lies_in_file(data.x)
    x = data.x.astype(network.dtype, copy=False) if whole else data.x
    if data.y is None:
        return Samples(x)
    output_shape = (len(data), *network.output_shape[1:])
    try:
        weight = data.weight
        if loss.share != 1.0:  # the mean of a loss is by the number of samples, whatever they weigh
            weight = np.float32(loss.share) * (np.ones(len(data), "float32") if weight is None else weight)
        return Samples(x, loss.prepare(data.y, output_shape), weight)
    except ProblemError as error:
        raise error.seen_from(network.layers[-1]) from None


def start(network: Network, compiled: Compiled, plan: FitPlan,
          data: TrainingData) -> tuple[TrainingState, TrainingData]:
    """The state before the first batch, and the data as the run will use it. The network has to be built."""
    check_batch(network.layers, (network.batch_size, *data.train.x.shape[1:]), min(plan.batch_size, len(data.train)))
    loss = compiled.resolved_loss(data.train, network)
    metrics, weighted = compiled.resolved_metrics(data.train, network, loss)
    ready = TrainingData(prepared(data.train, network, loss),
                         None if data.validation is None else prepared(data.validation, network, loss))
    state = TrainingState(network, compiled.optimizer, loss, metrics, weighted, plan, compiled.remembered(network),
                          step=compiled.step, epoch=plan.initial_epoch)
    state.sums = state.fresh_sums()
    if plan.initial_epoch >= plan.epochs:
        state.status = "finished"
    return state, ready
