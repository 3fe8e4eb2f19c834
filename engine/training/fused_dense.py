"""Stacks of Dense layers: trained many batches at a time by one kernel; Python would take longer than the products.

What is trained, and how, is what the layers, the loss and the optimizer say in their own files; here their numbers are
only put where :func:`engine.kernels.fused_dense.train_fused_dense` finds them. Whatever that kernel does not know
(:mod:`engine.training.fused_dense_eligibility`) goes the way of :mod:`engine.training.train_step`, batch by batch.
"""

from math import sqrt
from typing import Any, final

import numpy as np

from engine import kernels
from engine.layers.dense import Dense
from engine.layers.dropout import Dropout
from engine.layers.flatten import Flatten
from engine.metrics.base import Metric, State
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.mean_metric_wrapper import MeanMetricWrapper
from engine.metrics.samplewise import mean_sums
from engine.network.parameters import Parameters
from engine.optimizers.base import Optimizer
from engine.optimizers.moments import Moments
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD
from engine.parallel import run_parallel, threads_for_products
from engine.random import CallContext
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import Batch
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.fused_dense_eligibility import LOSSES, kernel_knows, number_of
from engine.training.state import TrainingState
from engine.training.train_step import OutputHead
from engine.typing import Array

PRODUCTS_AT_ONCE = 1_000_000_000
"""Multiplications of one call, a few hundredths of a second of them: meanwhile nothing can stop the run."""


@final
class DenseStack:
    """A stack that the kernel knows, and its data; made anew for every slice of training."""

    def __init__(self, state: TrainingState, train: Batch, parameters: Parameters) -> None:
        layers = [layer for layer in state.network.layers if not isinstance(layer, Flatten)]
        dense = [layer for layer in layers if isinstance(layer, Dense)]
        self.drops = [layer if isinstance(layer, Dropout) and layer.rate else None for layer in _before(layers)]
        places = parameters.layout
        sizes = [dense[0].kernel.shape[0], *(layer.units for layer in dense)]
        kernels_at = [places[f"{layer.name}/kernel"].start for layer in dense]
        biases_at = [places[f"{layer.name}/bias"].start if layer.use_bias else -1 for layer in dense]
        numbers = [np.array(each, np.int64) for each in (sizes, kernels_at, biases_at, list(map(number_of, dense)))]
        limits = np.array([drop.limit if drop else 0 for drop in self.drops], np.uint64)
        scales = np.array([drop.scale if drop else 1 for drop in self.drops], np.float64)
        loss = LOSSES.index(type(state.loss))
        self.stack = (*numbers, loss, (limits, scales))
        self.sizes, self.parameters, self.train, self.size = numbers[0], parameters, train, state.config.batch_size
        # threads wait for one another in every layer, so each needs more work than elsewhere
        self.hands = threads_for_products(3 * self.size * parameters.values.size // 2)
        self.at_once = max(1, PRODUCTS_AT_ONCE // (3 * self.size * parameters.values.size))
        x, y = train.x.reshape(len(train), -1), np.ascontiguousarray(train.y)
        sparse = y.dtype.kind in "iu"
        self.data = (x, np.empty((0, 0), np.float32) if sparse else y,
                     np.ravel(y).astype(np.int64, copy=False) if sparse else np.empty(0, np.int64))

    def train_on(self, state: TrainingState, order: Array | None, most: int) -> tuple[int, float]:
        """Train on at most so many batches from the state's on, and add them to its sums.

        How many were trained on, and the loss of the last; one that is no finite number is that of the next batch.
        """
        size, width, most = self.size, int(self.sizes[-1]), min(most, self.at_once)
        start = state.batch * size
        rows = np.arange(start, min(start + most * size, len(self.train))) if order is None else (
            order[start:start + most * size])
        steps = -(-len(rows) // size)
        rule, m, v = _rule(state.optimizer, state.slots, self.parameters.values)
        rates = np.array([_rate(state.optimizer, state.step + step) for step in range(steps)], np.float64)
        room = np.empty((2, size * int(self.sizes.sum())), np.float32)
        others = np.empty((self.hands - 1) * size * int(self.sizes[1:].max()), np.float32)
        found = np.empty(steps), np.empty(len(rows) * width, np.float32)
        weights, keys = (self.parameters.values, self.parameters.gradients, m, v), (self._starts(state), state.batch)
        done = run_parallel(self.hands, lambda team: kernels.train_fused_dense(
            (*self.data, rows, size), self.stack, weights, rule, (rates, keys), (room[0], room[1], others), found,
            team))
        self._add(state, rows[:done * size], found[0][:done], found[1].reshape(-1, width)[:done * size])
        state.step += done
        state.batch += done
        state.optimizer.batches = state.step
        return done, float(found[0][min(done, steps - 1)])

    def _starts(self, state: TrainingState) -> Array:
        """Where the keys of every dropout's batches begin: ``(layers,)``."""
        context = CallContext(True, state.config.seed, state.epoch)
        return np.array([drop.dropout_key(context, drop.seed) if drop else 0 for drop in self.drops], np.uint64)

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


def dense_stack(state: TrainingState, data: TrainingData, head: OutputHead) -> DenseStack | None:
    """The stack as the kernel takes it, or None where it does not know all that training needs."""
    if not kernels.enabled() or not isinstance(data.train, ArrayAdapter):
        return None
    if not kernel_knows(state, data.train.arrays, head):
        return None
    return DenseStack(state, data.train.arrays, head.parameters)


def _before(layers: list[Any]) -> list[Any]:
    """What stands before each Dense layer: another one, a Dropout, or nothing."""
    return [layers[place - 1] if place else None for place, layer in enumerate(layers) if isinstance(layer, Dense)]


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


def _rule(optimizer: Any, slots: dict[str, Array], w: Array) -> tuple[tuple[int, float, float, float], Array, Array]:
    """The optimizer's number in the kernel with what it is made of, and the two vectors that it remembers."""
    match optimizer:
        case SGD():
            m = slots["momentum"] if optimizer.momentum else w
            return ((1 + optimizer.nesterov) * (optimizer.momentum > 0), optimizer.momentum, 0.0, 0.0), m, m
        case RMSprop():
            v = slots["velocity"]
            return (3, optimizer.rho, 0.0, optimizer.epsilon), v, v
    fresh = 1 - optimizer.beta_1, 1 - optimizer.beta_2
    return (4, *fresh, optimizer.epsilon), slots["momentum"], slots["velocity"]


def _rate(optimizer: Optimizer, step: int) -> float:
    """The learning rate of the update after so many; for Adam with the correction for a memory that begins at 0."""
    rate = optimizer.rate_at(step)
    if isinstance(optimizer, Moments):
        return rate * sqrt(1 - optimizer.beta_2 ** (step + 1)) / (1 - optimizer.beta_1 ** (step + 1))
    return rate
