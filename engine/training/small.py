"""Small stacks of Dense layers: trained many batches at a time by one kernel, where Python would take most of the time.

What is trained, and how, is what the layers, the loss and the optimizer say in their own files; here their numbers are
only put where :func:`engine.kernels.stacks.train_stack` finds them. Whatever that kernel does not know goes the way of
:mod:`engine.training.step`, batch by batch.
"""

from math import sqrt
from typing import Any, final

import numpy as np

from engine import kernels
from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.activations.relu import Relu
from engine.activations.sigmoid import Sigmoid
from engine.activations.softmax import Softmax
from engine.activations.tanh import Tanh
from engine.arrays import Array
from engine.layers.dense import Dense
from engine.losses.base import Loss
from engine.losses.binary_crossentropy import BinaryCrossentropy
from engine.losses.categorical_crossentropy import CategoricalCrossentropy
from engine.losses.mean_squared_error import MeanSquaredError
from engine.losses.sparse_categorical_crossentropy import SparseCategoricalCrossentropy
from engine.metrics.base import Metric, State
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.mean_metric_wrapper import MeanMetricWrapper
from engine.metrics.samplewise import mean_sums
from engine.models.parameters import Parameters
from engine.optimizers.base import Optimizer
from engine.optimizers.moments import Moments
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD
from engine.training.data import Feed, Samples, TrainingData
from engine.training.head import Head
from engine.training.state import TrainingState

MOST_PRODUCTS = 40_000
"""Products of a number with a weight in the forward pass of a batch; beyond that BLAS makes up for Python."""
ACTIVATIONS: tuple[type[Activation], ...] = (Linear, Relu, Tanh, Sigmoid, Softmax)
LOSSES: tuple[type[Loss], ...] = (MeanSquaredError, CategoricalCrossentropy, SparseCategoricalCrossentropy,
                                  BinaryCrossentropy)
"""In the order of their numbers in the kernel."""


@final
class SmallStack:
    """A stack that the kernel knows, and its data; made anew for every slice of training."""

    def __init__(self, layers: list[Dense], parameters: Parameters, loss: Loss, train: Samples, size: int) -> None:
        sizes = [layers[0].kernel.shape[0], *(layer.units for layer in layers)]
        places = parameters.places
        kernels_at = [places[f"{layer.name}/kernel"].start for layer in layers]
        biases_at = [places[f"{layer.name}/bias"].start if layer.use_bias else -1 for layer in layers]
        numbers = [np.array(each, np.int64) for each in (sizes, kernels_at, biases_at, list(map(_kind, layers)))]
        self.sizes = numbers[0]
        self.stack = (*numbers, LOSSES.index(type(loss)))
        self.parameters, self.train, self.size = parameters, train, size
        sparse = isinstance(loss, SparseCategoricalCrossentropy)
        y = np.asarray(train.y)
        self.truth = (np.empty((0, 0), np.float32), np.ravel(y).astype(np.int64, copy=False)) if sparse else (
            y, np.empty(0, np.int64))

    def train_on(self, state: TrainingState, order: Array | None, most: int) -> tuple[int, float]:
        """Train on at most so many batches from the state's on, and add them to its sums.

        How many were trained on, and the loss of the last; one that is no finite number is that of the next batch.
        """
        size, width = self.size, int(self.sizes[-1])
        start = state.batch * size
        rows = np.arange(start, min(start + most * size, len(self.train))) if order is None else (
            order[start:start + most * size])
        steps = -(-len(rows) // size)
        rule, m, v = _rule(state.optimizer, state.slots, self.parameters.values)
        rates = np.array([_rate(state.optimizer, state.step + step) for step in range(steps)])
        room = np.empty((2, size * int(self.sizes.sum())), np.float32)
        found = np.empty(steps), np.empty(len(rows) * width, np.float32)
        done = kernels.train_stack(
            (self.train.x, *self.truth, rows, size), self.stack,
            (self.parameters.values, self.parameters.gradients, m, v), rule, rates, (room[0], room[1]), found)
        self._add(state, rows[:done * size], found[0][:done], found[1].reshape(-1, width)[:done * size])
        state.step += done
        state.batch += done
        state.optimizer.batches = state.step
        return done, float(found[0][min(done, steps - 1)])

    def _add(self, state: TrainingState, rows: Array, each_loss: Array, y: Array) -> None:
        """Add these batches to the sums, one after another."""
        sums, size = state.sums, self.size
        cuts = [slice(start, start + size) for start in range(0, len(rows), size)]
        for loss, cut in zip(each_loss.tolist(), cuts, strict=True):
            n = min(cut.stop, len(rows)) - cut.start
            sums.loss += loss * n
            sums.samples += n
        assert self.train.y is not None
        labels = self.train.y[rows] if state.metrics else self.train.y
        sums.metrics = tuple(_gathered(metric, s, labels, y, cuts)
                             for metric, s in zip(state.metrics, sums.metrics, strict=True))


def _gathered(metric: Metric, state: State, labels: Array, y: Array, cuts: list[slice]) -> State:
    """The sums of a metric after several batches; where each sample has its own number, all are computed at once."""
    if isinstance(metric, MeanMetric) and not isinstance(metric, MeanMetricWrapper) and cuts:
        values = metric.samples(labels, y)
        if values.ndim == 1:
            return _of_numbers(state, values.astype(np.float64), cuts)
        total, count = state
        for cut in cuts:
            more, samples = mean_sums(values[cut])
            total, count = total + more, count + samples
        return total, count
    for cut in cuts:
        state = metric.updated(state, labels[cut], y[cut])
    return state


def _of_numbers(state: State, values: Array, cuts: list[slice]) -> State:
    """The sums of a mean after several batches, added up batch by batch, so that slices of training change no bit."""
    total = float(state[0])
    for more in np.add.reduceat(values, [cut.start for cut in cuts]).tolist():
        total += more
    return np.float64(total), state[1] + len(values)  # type: ignore[return-value]


def small_stack(state: TrainingState, data: Feed, head: Head) -> SmallStack | None:
    """The stack as the kernel takes it, or None where it does not know all that training needs."""
    plan, parameters = state.plan, head.parameters
    if plan.batch_size * parameters.values.size > MOST_PRODUCTS or parameters.values.dtype != np.float32:
        return None
    layers = [layer for layer in state.network.layers if isinstance(layer, Dense)]
    if not isinstance(data, TrainingData) or plan.steps_per_epoch is not None or not _plain_data(data.train):
        return None
    if len(layers) < len(state.network.layers) or not all(map(_plain_layer, layers)):
        return None
    if parameters.regularized or parameters.constrained or not _knows(state.optimizer):
        return None
    if not _plain_loss(state.loss, layers, data.train, head.activation):
        return None
    return SmallStack(layers, parameters, state.loss, data.train, plan.batch_size)


def _plain_data(train: Samples) -> bool:
    x = train.x
    return train.weight is None and train.y is not None and x.ndim == 2 and x.dtype == np.float32 and (
        x.flags.c_contiguous)


def _plain_layer(layer: Dense) -> bool:
    return layer.trainable and layer.output_regularizer is None and layer.kernel.dtype == np.float32 and (
        _kind(layer) is not None)


def _kind(layer: Dense) -> int | None:
    """The number of a layer's activation in the kernel; None where it has none."""
    activation: Any = layer.activation
    known = activation is None or type(activation) in ACTIVATIONS
    plain = not isinstance(activation, Relu) or activation.plain
    usual = not isinstance(activation, Softmax) or activation.axis == -1
    return (0 if activation is None else ACTIVATIONS.index(type(activation))) if known and plain and usual else None


def _plain_loss(loss: Any, layers: list[Dense], train: Samples, shared: Any) -> bool:
    """Whether the kernel computes this loss of the last layer; shared: the activation that the loss takes over."""
    usual = type(loss) in LOSSES and loss.reduction == "sum_over_batch_size"
    softmax_at = [layer for layer in layers if isinstance(layer.activation, Softmax)]
    y = np.asarray(train.y)
    if not usual or any(layer is not layers[-1] for layer in softmax_at):
        return False
    if isinstance(loss, MeanSquaredError):
        return not softmax_at and y.dtype == np.float32 and y.shape == (len(train), layers[-1].units)
    if shared is None or loss.axis != -1 or loss.from_logits:
        return False
    if isinstance(loss, SparseCategoricalCrossentropy):
        return loss.ignore_class is None and y.size == len(train) and y.dtype.kind in "iu"
    return loss.label_smoothing == 0 and y.dtype == np.float32 and y.shape == (len(train), layers[-1].units)


def _knows(optimizer: Optimizer) -> bool:
    extras = (optimizer.weight_decay, optimizer.clipnorm, optimizer.clipvalue, optimizer.global_clipnorm,
              optimizer.use_ema or None, optimizer.gradient_accumulation_steps)
    if any(extra is not None for extra in extras):
        return False
    match optimizer:
        case SGD():
            return True
        case RMSprop():
            return not optimizer.centered and not optimizer.momentum
        case Moments():
            return not optimizer.amsgrad
    return False


def _rule(optimizer: Any, slots: dict[str, Array], w: Array) -> tuple[tuple[int, float, float, float], Array, Array]:
    """The optimizer's number in the kernel with what it is made of, and the two vectors that it remembers."""
    match optimizer:
        case SGD():
            m = slots["momentum"] if optimizer.momentum else np.zeros_like(w)
            return (int(optimizer.nesterov and optimizer.momentum > 0), optimizer.momentum, 0.0, 0.0), m, m
        case RMSprop():
            v = slots["velocity"]
            return (2, optimizer.rho, 1 - optimizer.rho, optimizer.epsilon), v, v
    fresh = 1 - optimizer.beta_1, 1 - optimizer.beta_2
    return (3, *fresh, optimizer.epsilon), slots["momentum"], slots["velocity"]


def _rate(optimizer: Optimizer, step: int) -> float:
    """The learning rate of the update after so many; for Adam with the correction for a memory that begins at 0."""
    rate = optimizer.rate_at(step)
    if isinstance(optimizer, Moments):
        return rate * sqrt(1 - optimizer.beta_2 ** (step + 1)) / (1 - optimizer.beta_1 ** (step + 1))
    return rate
