"""One batch: how wrong the model is, and one update of its weights."""

from math import isfinite

from engine.metrics.base import Metric
from engine.metrics.mean_metric import MeanMetric
from engine.network.parameters import Parameters
from engine.random import INFERENCE, CallContext
from engine.training.data import Samples
from engine.training.head import Head
from engine.training.state import Sums, TrainingState
from engine.typing import Array


def train_on(state: TrainingState, head: Head, batch: Samples, context: CallContext) -> float:
    """Update the weights by one batch, add its loss and metrics to the sums, and return the loss.

    A loss that is not a finite number changes nothing: the weights stay those before the batch.
    """
    kept = head.parameters.snapshot()
    y, z, caches, mask = head.forward(state.network.as_input(batch.x), context)
    loss, dz = head.loss_and_grad(_labels(batch), y, z, batch.weight, mask)
    loss += head.parameters.price() + head.output_prices(caches)
    if not isfinite(loss):
        head.parameters.restore(kept)
        return loss
    head.backward(dz, caches)
    update_weights(state, head.parameters)
    add_to(state.sums, state, batch, y, loss, mask)
    return loss


def update_weights(state: TrainingState, parameters: Parameters) -> None:
    """One step of the optimizer against the gradients that lie ready, then the constraints."""
    state.step += 1
    parameters.add_penalty_grads()
    state.optimizer.apply(parameters.values, parameters.gradients, state.slots, state.step, parameters.places,
                          parameters.squared_gradients())
    parameters.constrain()
    state.optimizer.batches = state.step


def test_on(state: TrainingState, head: Head, batch: Samples, sums: Sums) -> None:
    """Add the loss and metrics of a batch to sums, without learning."""
    y, z, caches, mask = head.forward(state.network.as_input(batch.x), INFERENCE)
    loss = head.loss_of(_labels(batch), y, z, batch.weight, mask)
    add_to(sums, state, batch, y, loss + head.parameters.price() + head.output_prices(caches), mask)


def add_to(sums: Sums, state: TrainingState, batch: Samples, y: Array, loss: float, mask: Array | None = None) -> None:
    """Add one batch to the sums of an epoch. mask: which time steps of ``y`` count."""
    sums.loss += loss * len(batch)
    sums.samples += len(batch)
    labels = _labels(batch)
    sums.metrics = tuple(
        metric.updated(s, labels, y, _weight(metric, batch.weight if weighted else None, mask))
        for metric, weighted, s in zip(state.metrics, state.weighted, sums.metrics, strict=True)
    )


def _weight(metric: Metric, weight: Array | None, mask: Array | None) -> Array | None:
    """The weights that a metric counts; as in Keras, only means of one number a time step heed a mask."""
    if mask is None or not isinstance(metric, MeanMetric):
        return weight
    return mask.astype("float32") if weight is None else mask * weight.reshape(len(mask), -1)


def _labels(batch: Samples) -> Array:
    assert batch.y is not None
    return batch.y
