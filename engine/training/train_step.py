"""One batch: forward pass, loss, gradients, and the update of weights and metrics."""

from math import isfinite
from typing import Any, final

import numpy as np

from engine import registry
from engine.configurable import at_defaults
from engine.layers.base import Layer
from engine.layers.own_layer import added_loss
from engine.losses.base import LogitsLoss, Loss
from engine.metrics.base import Metric
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.own_metric import OwnMetric
from engine.network.network import Network
from engine.network.parameters import Parameters, SharedGradients, collect_gradients
from engine.overrides import overrides
from engine.random import INFERENCE, CallContext
from engine.training.data_adapters.batch import Batch
from engine.training.state import Sums, TrainingState
from engine.typing import Array


@final
class OutputHead:
    """A network with its loss, in which the last activation and the loss are differentiated together where possible.

    Softmax followed by crossentropy has the gradient ``y - y_true`` by the logits ``z``. If the last layer's activation
    is the loss's ``logits_activation``, that layer is replaced by a shallow copy without activation, which shares its
    weights, and the loss is computed from ``z`` and ``y``. Created for every slice of a run.
    """

    def __init__(self, network: Network, loss: Loss) -> None:
        self.parameters = network.parameters  # before the copy below, which then shares the weights
        self.loss = loss
        self.activation = _fused_activation(network.layers[-1], loss)
        self._network = Network(network.layers, network.paths)
        self._gradient_sums = SharedGradients(self.parameters) if network.has_repeats else None
        if self._gradient_sums is not None:  # each place has its own random numbers, and no gradient buffers
            self._network.layers = [layer.with_attributes(gradients={}, stream=index)
                                    for index, layer in enumerate(network.layers)]
        self._layers = network.layers
        if self.activation is not None:
            self._network.layers[-1] = self._network.layers[-1].without_activation()
        self._penalized = [i for i, layer in enumerate(network.layers) if layer.output_regularizer is not None]
        self._adding = [i for i, layer in enumerate(network.layers) if overrides(type(layer), "call", "__call__")]

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Array, list[Any], Array | None]:
        """Return ``(y, z, caches, mask)`` for a batch x.

        y: predictions. z: the input of the last activation if that is fused with the loss, else ``y``. caches: pairs of
        output and cache of the layers. mask: True for the time steps of ``y`` that count; None if all count.
        """
        z, caches, mask = self._network.forward(x, context)
        return (z if self.activation is None else self.activation.forward(z)), z, caches, mask

    def loss_and_grad(self, y_true: Array, y: Array, z: Array, sample_weight: Any = None,
                      mask: Array | None = None) -> tuple[float, Array]:
        """The reduced loss of a batch, and its gradient by ``z``: the shape of ``z``."""
        if isinstance(self.loss, LogitsLoss) and self.activation is not None:
            loss, dz = self.loss.compute_from_logits(y_true, z, y, sample_weight, mask)
        else:
            loss, dz = self.loss.compute(y_true, y, sample_weight, mask)
        return _as_float(loss), dz

    def loss_of(self, y_true: Array, y: Array, z: Array, sample_weight: Any = None,
                mask: Array | None = None) -> float:
        """The reduced loss of a batch, without a gradient."""
        if isinstance(self.loss, LogitsLoss) and self.activation is not None:
            values = self.loss.logit_values(y_true, z, y)
            return _as_float(self.loss.reduce(values, self.loss.weights(y_true, values, sample_weight, mask)))
        return _as_float(self.loss.evaluate(y_true, y, sample_weight, mask))

    def backward(self, dz: Array, caches: list[Any], penalty_scale: float = 1.0) -> None:
        """Fill the network's gradients, from the last layer to the first trainable one; frees each cache after use.

        penalty_scale: the gradient of the loss by the sum of the activity penalties.
        """
        collect = collect_gradients
        if self._gradient_sums is not None:
            self._gradient_sums.begin()
            collect = self._gradient_sums.add
        while caches:
            (y, cache), index = caches.pop(), len(caches)
            layer = self._network.layers[index]
            penalty_grad = layer.activity_penalty_grad(y) if index in self._penalized else None
            if penalty_grad is not None and penalty_scale != 1.0:
                penalty_grad *= penalty_scale
            dz, gradients = layer.backward(dz if penalty_grad is None else dz + penalty_grad, cache)
            collect(self._layers[index], gradients)
            if not layer.needs_input_grad:
                return

    def activity_penalty(self, caches: list[Any]) -> float:
        """The sum of the layers' activity-regularization penalties, and of the losses that a learner's layers add."""
        added = sum(added_loss(caches[index][1]) for index in self._adding)
        return added + sum(self._network.layers[index].activity_penalty(caches[index][0]) for index in self._penalized)


def _as_float(loss: Any) -> float:
    """The sum of a reduced loss; ``np.sum`` of one number would take longer than the rest of the loss."""
    return float(np.sum(loss) if np.ndim(loss) else loss)


def _fused_activation(last: Layer, loss: Loss) -> Any:
    """The last activation if the loss can be computed from its input, or None.

    Not fused: an activation whose output has an activity penalty, and a softmax over another axis than the last.
    """
    activation = last.last_activation
    if activation is None or not isinstance(loss, LogitsLoss) or last.output_regularizer is not None:
        return None
    matches = registry.identifier(type(activation)) == loss.logits_activation
    return activation if matches and at_defaults(activation) else None


def train_step(state: TrainingState, head: OutputHead, batch: Batch, context: CallContext) -> float:
    """Update the weights by one batch, add its loss and metrics to ``state.sums``, and return the loss.

    If the loss is not finite, nothing changes: the weights stay those before the batch.
    """
    snapshot = head.parameters.snapshot()
    y, z, caches, mask = head.forward(state.network.as_input(batch.x), context)
    loss, dz = head.loss_and_grad(_labels(batch), y, z, batch.sample_weight, mask)
    loss += head.parameters.penalty() + head.activity_penalty(caches)
    if not isfinite(loss):
        head.parameters.restore(snapshot)
        return loss
    head.backward(dz, caches)
    update_weights(state, head.parameters)
    add_to_sums(state.sums, state, batch, y, loss, mask)
    return loss


def update_weights(state: TrainingState, parameters: Parameters) -> None:
    """Add the gradients of the penalties to those in ``parameters``, and apply them."""
    parameters.add_penalty_grads()
    apply_gradients(state, parameters)


def apply_gradients(state: TrainingState, parameters: Parameters) -> None:
    """Apply the optimizer to the gradients in ``parameters``, then the constraints."""
    state.step += 1
    state.optimizer.train(parameters, state.slots, state.step)
    parameters.constrain()
    state.optimizer.batches = state.step


def test_step(state: TrainingState, head: OutputHead, batch: Batch, sums: Sums) -> float:
    """Add the loss and metrics of a batch to ``sums``, without training; return the loss."""
    y, z, caches, mask = head.forward(state.network.as_input(batch.x), INFERENCE)
    loss = head.loss_of(_labels(batch), y, z, batch.sample_weight, mask)
    loss += head.parameters.penalty() + head.activity_penalty(caches)
    add_to_sums(sums, state, batch, y, loss, mask)
    return loss


def add_to_sums(sums: Sums, state: TrainingState, batch: Batch, y: Array, loss: float,
                mask: Array | None = None) -> None:
    """Add one batch to the sums of an epoch. mask: True for the time steps of ``y`` that count; None if all count."""
    sums.loss += loss * len(batch)
    sums.samples += len(batch)
    labels = _labels(batch)
    sums.metrics = tuple(
        metric.update(s, labels, y, _metric_weight(metric, batch.sample_weight if weighted else None, mask))
        for metric, weighted, s in zip(state.metrics, state.weighted, sums.metrics, strict=True)
    )


def _metric_weight(metric: Metric, weight: Array | None, mask: Array | None) -> Array | None:
    """The sample weights for a metric, times the mask if it is a MeanMetric; as in Keras, others ignore the mask."""
    if mask is None or not isinstance(metric.metric if isinstance(metric, OwnMetric) else metric, MeanMetric):
        return weight
    return mask.astype("float32") if weight is None else mask * weight.reshape(len(mask), -1)


def _labels(batch: Batch) -> Array:
    assert batch.y is not None
    return batch.y
