"""One batch: forward pass, loss, gradients, and the update of weights and metrics."""

import warnings
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from math import isfinite
from typing import Any, final

import numpy as np

from engine import registry
from engine.activations.sigmoid import Sigmoid
from engine.activations.softmax import Softmax
from engine.backend.trained_weights import differentiating
from engine.errors import ProblemError
from engine.kernels.runtime.interrupts import uninterrupted
from engine.layers.base import Layer
from engine.layers.own_layer import added_loss
from engine.layers.time_distributed import TimeDistributed
from engine.losses.base import LogitsLoss, Loss
from engine.losses.output_logits import remember_logits
from engine.metrics.base import Metric
from engine.metrics.loss_metric import LossMetric
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.mean_metric_wrapper import MeanMetricWrapper
from engine.metrics.own_metric import OwnMetric
from engine.network.network import Network
from engine.network.parameters import Parameters, SharedGradients, collect_gradients
from engine.overrides import overrides
from engine.random import INFERENCE, CallContext
from engine.training.data_adapters.batch import Batch
from engine.training.state import Sums, TrainingState
from engine.typing import Array

NOTHING_REMEMBERED: AbstractContextManager[None] = nullcontext()


@final
class OutputHead:
    """A network with its loss, in which the last activation is applied apart from the layers where Keras does so.

    As in Keras on TensorFlow, a crossentropy of the outputs of a softmax or sigmoid is computed from its input, the
    logits ``z``: softmax followed by crossentropy has the gradient ``y - y_true`` by ``z``. The layer with that
    activation is then replaced by a shallow copy without activation, which shares its weights. Created for every slice
    of a run.
    """

    def __init__(self, network: Network, loss: Loss, metrics: Sequence[Metric] = ()) -> None:
        self.parameters = network.parameters  # before the copy below, which then shares the weights
        self.loss = loss
        self.is_own_loss = type(loss) not in registry.classes("loss")
        self._layers = layers = network.layers
        self._gradient_sums = SharedGradients(self.parameters) if network.has_repeats else None
        if self._gradient_sums is not None:  # each place has its own random numbers, and no gradient buffers
            layers = [layer.with_attributes(gradients={}, stream=index) for index, layer in enumerate(layers)]
        self.from_logits = isinstance(loss, LogitsLoss) and loss.takes_logits
        self.remembers_logits = any(map(takes_output_logits, metrics))
        output = output_layer(layers) if self.from_logits or self.remembers_logits else None
        self.activation = None if output is None else layers[output].last_activation
        self.penalties_of_y: list[Layer] = []
        if output is None:
            self.from_logits = self.remembers_logits = False
        else:
            self.penalties_of_y = [layer for layer in layers[output:] if layer.output_regularizer is not None]
            layers = [*layers[:output], layers[output].without_activation()]
        self.is_own = isinstance(loss, LogitsLoss) and self.from_logits and loss.is_own_activation(self.activation)
        self._network = Network(layers, network.paths[:len(layers)])
        inner = layers if output is None else layers[:-1]
        self._penalized = [i for i, layer in enumerate(inner) if layer.output_regularizer is not None]
        self._adding = [i for i, layer in enumerate(inner) if overrides(type(layer), "call", "__call__")]

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Array, list[Any], Array | None]:
        """Return ``(y, z, caches, mask)`` for a batch x.

        y: predictions. z: the input of the last activation if that is applied apart, else ``y``. caches: pairs of
        output and cache of the layers. mask: True for the time steps of ``y`` that count; None if all count.
        """
        z, caches, mask = self._network.forward(x, context)
        return (z if self.activation is None else self.activation.forward(z)), z, caches, mask

    def loss_and_grad(self, y_true: Array, y: Array, z: Array, sample_weight: Any = None,
                      mask: Array | None = None) -> tuple[float, Array]:
        """The reduced loss of a batch, and its gradient by ``z``: the shape of ``z``."""
        if isinstance(self.loss, LogitsLoss) and self.from_logits:
            loss, dz = self.loss.compute_from_logits(y_true, z, y, sample_weight, mask, self.other_activation)
        else:
            loss, dy = self._loss_and_dy(y_true, y, z, sample_weight, mask)
            dz = dy if self.activation is None else self.activation.backward(dy, z, y)
        return _as_float(loss), self.add_penalty_grads(dz, y, z)

    def add_penalty_grads(self, dz: Array, y: Array, z: Array, scale: float = 1.0) -> Array:
        """``dz`` with ``scale`` times the gradients of the penalties on the outputs ``y``."""
        for layer in self.penalties_of_y:
            penalty_grad = layer.activity_penalty_grad(y)
            if penalty_grad is not None and self.activation is not None:
                dz = dz + scale * self.activation.backward(penalty_grad, z, y)
        return dz

    def _loss_and_dy(self, y_true: Array, y: Array, z: Array, sample_weight: Any,
                     mask: Array | None) -> tuple[Any, Array]:
        """The reduced loss of a batch, and its gradient by ``y``: zeros if the loss does not depend on ``y``."""
        try:
            return self.compute(y_true, y, sample_weight, mask)
        except ProblemError as error:
            return self._loss_without_gradient(error, y_true, y, z, sample_weight, mask), np.zeros_like(y)

    def compute(self, *args: Any) -> tuple[Any, Array]:
        """``loss.compute``; a learner's own loss may not read the weights that it trains."""
        if not self.is_own_loss:
            return self.loss.compute(*args)
        with differentiating(self.parameters.values):
            return self.loss.compute(*args)

    def _loss_without_gradient(self, error: ProblemError, *args: Any) -> float:
        """A loss that does not depend on ``y`` trains the weights by their penalties; without any, raise its error."""
        penalized = self.parameters.regularized or self._penalized or self.penalties_of_y
        if error.problem.code != "no_gradients" or not penalized:
            raise error
        warnings.warn(str(error), stacklevel=2)
        return self.loss_of(*args)

    def loss_of(self, y_true: Array, y: Array, z: Array, sample_weight: Any = None,
                mask: Array | None = None) -> float:
        """The reduced loss of a batch, without a gradient."""
        if isinstance(self.loss, LogitsLoss) and self.from_logits:
            values = self.loss.values_from_logits(y_true, z, y, self.other_activation)
            return _as_float(self.loss.reduce(values, self.loss.weights(y_true, values, sample_weight, mask)))
        return _as_float(self.loss.evaluate(y_true, y, sample_weight, mask))

    @property
    def other_activation(self) -> Any:
        """The last activation if it is not the one that the loss stands for; else None."""
        return None if self.is_own else self.activation

    def logits_remembered(self, y: Array, z: Array) -> AbstractContextManager[None]:
        """A block in which metrics that Keras computes from logits find those of ``y``."""
        return remember_logits(y, z, self.activation) if self.remembers_logits else NOTHING_REMEMBERED

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

    def activity_penalty(self, caches: list[Any], y: Array) -> float:
        """The sum of the layers' activity-regularization penalties, and of the losses that a learner's layers add.

        y: predictions.
        """
        inner = sum(added_loss(caches[index][1]) for index in self._adding)
        inner += sum(self._network.layers[index].activity_penalty(caches[index][0]) for index in self._penalized)
        return inner + sum(layer.activity_penalty(y) for layer in self.penalties_of_y)


def _as_float(loss: Any) -> float:
    """The sum of a reduced loss; ``np.sum`` of one number would take longer than the rest of the loss."""
    return float(np.sum(loss) if np.ndim(loss) else loss)


def output_layer(layers: Sequence[Layer]) -> int | None:
    """The index of the layer whose softmax or sigmoid computes the outputs; None if there is none.

    The layers after it return their input itself, so that Keras still knows the logits.
    """
    for index in reversed(range(len(layers))):
        activation = layers[index].last_activation
        if isinstance(activation, Softmax | Sigmoid) and not isinstance(layers[index], TimeDistributed):
            return index
        if not layers[index].returns_input:
            return None
    return None


def takes_output_logits(metric: Metric) -> bool:
    """Whether a metric of the outputs of a softmax or sigmoid is, or may be, computed from its input."""
    if isinstance(metric, LossMetric):
        return isinstance(metric.loss_fn, LogitsLoss) and metric.loss_fn.takes_logits
    return isinstance(metric, MeanMetricWrapper)


def train_step(state: TrainingState, head: OutputHead, batch: Batch, context: CallContext) -> float:
    """Update the weights by one batch, add its loss and metrics to ``state.sums``, and return the loss.

    If the loss is not finite, and after Ctrl-C, nothing changes: the weights stay those before the batch.
    """
    snapshot = head.parameters.snapshot()
    try:
        y, z, caches, mask = head.forward(state.network.as_input(batch.x), context)
        loss, dz = head.loss_and_grad(_labels(batch), y, z, batch.sample_weight, mask)
        loss += head.parameters.penalty() + head.activity_penalty(caches, y)
        if not isfinite(loss):
            head.parameters.restore(snapshot)
            return loss
        head.backward(dz, caches)
    except KeyboardInterrupt:
        head.parameters.restore(snapshot)
        raise
    with uninterrupted, head.logits_remembered(y, z):
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
    loss += head.parameters.penalty() + head.activity_penalty(caches, y)
    with head.logits_remembered(y, z):
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
