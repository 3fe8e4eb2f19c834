"""Fused training of stacks of Dense layers: many batches per kernel call, which saves the overhead of Python.

The formulas are those of the layers, the loss and the optimizer; this module only arranges their arrays as
:func:`engine.kernels.fused_dense.train_fused_dense` expects them. Models that the kernel does not support
(:mod:`engine.training.fused_dense_eligibility`) are trained by :mod:`engine.training.train_step`, batch by batch.
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
from engine.metrics.samplewise_reduction import weighted_sum_and_count
from engine.network.parameters import Parameters
from engine.optimizers.adam_base import AdamBase
from engine.optimizers.base import Optimizer
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD
from engine.parallel import run_parallel, threads_for_products
from engine.random import CallContext
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.fused_dense_eligibility import LOSSES, activation_index, is_eligible
from engine.training.state import TrainingState
from engine.training.train_step import OutputHead
from engine.typing import Array

MAX_MULTIPLICATIONS_PER_CALL = 1_000_000_000
"""Bounds a kernel call, which cannot be interrupted, to a few hundredths of a second."""


@final
class FusedDense:
    """A stack of Dense layers and its data as arguments of the kernel; created for every slice of a run."""

    def __init__(self, state: TrainingState, train: ArrayAdapter, parameters: Parameters) -> None:
        layers = [layer for layer in state.network.layers if not isinstance(layer, Flatten)]
        dense = [layer for layer in layers if isinstance(layer, Dense)]
        self.dropouts = [layer if isinstance(layer, Dropout) and layer.rate else None
                         for layer in _layers_before_dense(layers)]
        layout, path_of = parameters.layout, dict(zip(state.network.layers, state.network.paths, strict=True))
        sizes = [dense[0].kernel.shape[0], *(layer.units for layer in dense)]
        kernel_offsets = [layout[f"{path_of[layer]}/kernel"].start for layer in dense]
        bias_offsets = [layout[f"{path_of[layer]}/bias"].start if layer.use_bias else -1 for layer in dense]
        activations = [activation_index(layer) for layer in dense]
        arrays = [np.array(values, np.int64) for values in (sizes, kernel_offsets, bias_offsets, activations)]
        limits = np.array([dropout.limit if dropout else 0 for dropout in self.dropouts], np.uint64)
        scales = np.array([dropout.scale if dropout else 1 for dropout in self.dropouts], np.float64)
        loss = LOSSES.index(type(state.loss))
        self.stack = (*arrays, loss, (limits, scales))
        self.sizes, self.parameters, self.train, self.batch_size = arrays[0], parameters, train, state.config.batch_size
        multiplications = 3 * self.batch_size * parameters.values.size  # of a batch
        self.num_threads = threads_for_products(multiplications // 2)  # halved, as threads synchronize in every layer
        self.max_batches = max(1, MAX_MULTIPLICATIONS_PER_CALL // multiplications)
        x, y = train.arrays.x.reshape(train.num_samples, -1), np.ascontiguousarray(train.arrays.y)
        sparse = y.dtype.kind in "iu"
        self.data = (x, np.empty((0, 0), np.float32) if sparse else y,
                     np.ravel(y).astype(np.int64, copy=False) if sparse else np.empty(0, np.int64))

    def train_steps(self, state: TrainingState, limit: int) -> tuple[int, float]:
        """Train on up to ``limit`` batches from ``state.batch`` on, and add them to ``state.sums``.

        Returns the number of updates and the last loss. A loss that is not finite is of the batch after these updates.
        """
        size, units = self.batch_size, int(self.sizes[-1])
        rows = self._rows(state, min(limit, self.max_batches))
        steps = -(-len(rows) // size)
        rule, m, v = _rule(state.optimizer, state.slots, self.parameters.values)
        rates = np.array([_rate(state.optimizer, state.step + step) for step in range(steps)], np.float64)
        buffers = np.empty((2, size * int(self.sizes.sum())), np.float32)
        thread_buffers = np.empty((self.num_threads - 1) * size * int(self.sizes[1:].max()), np.float32)
        losses, outputs = np.empty(steps), np.empty(len(rows) * units, np.float32)
        weights = self.parameters.values, self.parameters.gradients, m, v
        keys = self._dropout_keys(state), state.batch
        done = run_parallel(self.num_threads, lambda team: kernels.train_fused_dense(
            (*self.data, rows, size), self.stack, weights, rule, (rates, keys),
            (buffers[0], buffers[1], thread_buffers), (losses, outputs), team))
        self._add_to_sums(state, rows[:done * size], losses[:done], outputs.reshape(-1, units)[:done * size])
        state.step += done
        state.batch += done
        state.optimizer.batches = state.step
        return done, float(losses[min(done, steps - 1)])

    def _rows(self, state: TrainingState, batches: int) -> Array:
        """The indices of the samples of the next batches of the epoch."""
        order = self.train.order(state.config.seed, state.epoch, state.config.shuffle)
        start = state.batch * self.batch_size
        stop = start + batches * self.batch_size
        return np.arange(start, min(stop, self.train.num_samples)) if order is None else order[start:stop]

    def _dropout_keys(self, state: TrainingState) -> Array:
        """The key of each Dropout in this epoch, from which those of its batches follow: ``(layers,)``."""
        context = CallContext(True, state.config.seed, state.epoch)
        return np.array([dropout.dropout_key(context, dropout.seed) if dropout else 0 for dropout in self.dropouts],
                        np.uint64)

    def _add_to_sums(self, state: TrainingState, rows: Array, losses: Array, y: Array) -> None:
        """Add batches to ``state.sums``, one after another."""
        sums, size = state.sums, self.batch_size
        batches = [slice(start, start + size) for start in range(0, len(rows), size)]
        for loss, batch in zip(losses.tolist(), batches, strict=True):
            n = min(batch.stop, len(rows)) - batch.start
            sums.loss += loss * n
            sums.samples += n
        y_true = self.train.arrays.y
        assert y_true is not None
        labels = y_true[rows] if state.metrics else y_true
        sums.metrics = tuple(_update_metric(metric, s, labels, y, batches)
                             for metric, s in zip(state.metrics, sums.metrics, strict=True))


def make_fused_dense(state: TrainingState, data: TrainingData, head: OutputHead) -> FusedDense | None:
    """The fused path for a training run, or None if the kernel does not support all of it."""
    if not kernels.enabled() or not isinstance(data.train, ArrayAdapter):
        return None
    if not is_eligible(state, data.train.arrays, head):
        return None
    return FusedDense(state, data.train, head.parameters)


def _layers_before_dense(layers: list[Any]) -> list[Any]:
    """The layer before each Dense layer; None before the first layer."""
    return [layers[index - 1] if index else None for index, layer in enumerate(layers) if isinstance(layer, Dense)]


def _update_metric(metric: Metric, state: State, labels: Array, y: Array, cuts: list[slice]) -> State:
    """The state of a metric after several batches; most mean metrics compute their values for all at once.

    cuts: the slice of each batch.
    """
    if isinstance(metric, MeanMetric) and not isinstance(metric, MeanMetricWrapper) and metric.is_samplewise and cuts:
        values = metric.sample_values(labels, y)
        if values.ndim == 1:
            return _add_values(state, values.astype(np.float64), cuts)
        total, count = state
        for cut in cuts:
            increment, samples = weighted_sum_and_count(values[cut])
            total, count = total + increment, count + samples
        return total, count
    for cut in cuts:
        state = metric.update(state, labels[cut], y[cut])
    return state


def _add_values(state: State, values: Array, batches: list[slice]) -> State:
    """The state of a mean metric after several batches.

    Values are summed batch by batch, so that the bits do not depend on how many batches a kernel call trains.
    """
    total = float(state[0])
    for batch_sum in np.add.reduceat(values, [batch.start for batch in batches]).tolist():
        total += batch_sum
    return np.float64(total), state[1] + len(values)  # type: ignore[return-value]


def _rule(optimizer: Any, slots: dict[str, Array], w: Array) -> tuple[tuple[int, float, float, float], Array, Array]:
    """The kernel's argument ``(kind, a, b, epsilon)``, and the slots m and v.

    Where the optimizer has no such slot, another array of that size is passed, which the kernel does not use.
    """
    match optimizer:
        case SGD():
            m = slots["momentum"] if optimizer.momentum else w
            return ((1 + optimizer.nesterov) * (optimizer.momentum > 0), optimizer.momentum, 0.0, 0.0), m, m
        case RMSprop():
            v = slots["velocity"]
            return (3, optimizer.rho, 0.0, optimizer.epsilon), v, v
    return (4, 1 - optimizer.beta_1, 1 - optimizer.beta_2, optimizer.epsilon), slots["momentum"], slots["velocity"]


def _rate(optimizer: Optimizer, step: int) -> float:
    """The learning rate of update ``step``, counted from 0; for Adam including the bias correction."""
    rate = optimizer.rate_at(step)
    if isinstance(optimizer, AdamBase):
        return rate * sqrt(1 - optimizer.beta_2 ** (step + 1)) / (1 - optimizer.beta_1 ** (step + 1))
    return rate
