"""One batch: how wrong the model is, and one update of its weights."""

from math import isfinite

from engine.arrays import Array
from engine.models.parameters import Parameters
from engine.random import INFERENCE, Moment
from engine.training.data import Samples
from engine.training.head import Head
from engine.training.state import Sums, TrainingState


def as_input(x: Array, dtype: str) -> Array:
    """A batch in the type that the model computes in."""
    return x if x.dtype == dtype else x.astype(dtype)


def train_on(state: TrainingState, head: Head, batch: Samples, moment: Moment) -> float:
    """Update the weights by one batch, add its loss and metrics to the sums, and return the loss.

    A loss that is not a finite number changes nothing: the weights stay those before the batch.
    """
    kept = head.parameters.kept_copies()
    y, z, caches = head.forward(as_input(batch.x, state.network.dtype), moment)
    loss, dz = head.loss_and_slope(_labels(batch), y, z, batch.weight)
    loss += head.parameters.price() + head.output_prices(caches)
    if not isfinite(loss):
        head.parameters.put_back(kept)
        return loss
    head.backward(dz, caches)
    update_weights(state, head.parameters)
    add_to(state.sums, state, batch, y, loss)
    return loss


def update_weights(state: TrainingState, parameters: Parameters) -> None:
    """One step of the optimizer against the gradients that lie ready, then the constraints."""
    state.step += 1
    parameters.add_price_slopes()
    state.optimizer.apply(parameters.values, parameters.gradients, state.slots, state.step, parameters.places)
    parameters.constrain()
    state.optimizer.iterations = state.step


def test_on(state: TrainingState, head: Head, batch: Samples, sums: Sums) -> None:
    """Add the loss and metrics of a batch to sums, without learning."""
    y, z, caches = head.forward(as_input(batch.x, state.network.dtype), INFERENCE)
    loss = head.loss_of(_labels(batch), y, z, batch.weight)
    add_to(sums, state, batch, y, loss + head.parameters.price() + head.output_prices(caches))


def add_to(sums: Sums, state: TrainingState, batch: Samples, y: Array, loss: float) -> None:
    """Add one batch to the sums of an epoch."""
    sums.loss += loss * len(batch)
    sums.samples += len(batch)
    labels = _labels(batch)
    sums.metrics = tuple(
        metric.updated(s, labels, y, batch.weight if weighted else None)
        for metric, weighted, s in zip(state.metrics, state.weighted, sums.metrics, strict=True)
    )


def _labels(batch: Samples) -> Array:
    assert batch.y is not None
    return batch.y
