"""Training in slices: ``advance(state, data, budget) -> (state, events)`` trains for a part of a run, called a slice.

The weights are bit-identical however a run is divided into slices, even if the state is pickled in between: random
numbers are derived from the seed and the position in the run (:mod:`engine.random`), and everything else that affects
the weights is in the state.
"""

from dataclasses import dataclass
from math import isfinite
from time import perf_counter
from typing import final

from engine import kernels
from engine.kernels.runtime import precompile
from engine.kernels.runtime.heap import keep_freed_memory
from engine.kernels.runtime.interrupts import uninterrupted
from engine.layers.base import Layer
from engine.parallel import available_threads, single_threaded_blas
from engine.random import CallContext
from engine.training.data_adapters.batch import Batch
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.divergence import find_cause
from engine.training.events import BatchEnded, Diverged, EpochEnded, Event, Finished, RanOut
from engine.training.fused_dense import FusedDense, make_fused_dense
from engine.training.own_steps import own_test_step, own_train_step
from engine.training.state import TrainingState
from engine.training.train_step import OutputHead, test_step, train_step

KERNEL_GROUPS = {"images": {"convolution", "pooling"}, "sequences": {"recurrent", "embedding"}}
"""Families of layers that need more kernels than Dense layers do, by kernel group, a key of ``GROUPS`` in
:mod:`engine.kernels.runtime.warmup`."""
MAX_BATCHES_PER_CALL = 1 << 16
"""Maximum number of batches per call of the fused kernel if the budget has no limit of batches."""
MAX_TIMED_BATCHES_PER_CALL = 512
"""The same if the budget has a limit of seconds: a batch of a small stack takes microseconds."""


@final
@dataclass(frozen=True)
class Budget:
    """The maximum length of a slice: in batches, seconds or epochs (None is no limit), or to the end of an epoch.

    until_phase_end: to the end of an epoch's training, or of its validation. every_batch: emit :class:`BatchEnded`
    for each batch, not only for the last one of the slice and of the epoch.
    """

    batches: int | None = None
    seconds: float | None = None
    epochs: int | None = None
    until_epoch_end: bool = False
    until_phase_end: bool = False
    every_batch: bool = False


def advance(state: TrainingState, data: TrainingData, budget: Budget,
            events: list[Event] | None = None) -> tuple[TrainingState, list[Event]]:
    """Train within the budget, for at least one batch. The returned state is the given one, changed in place.

    events: a list that the events are appended to, by default a new one. Ctrl-C raises KeyboardInterrupt between two
    batches: state and events are then those after the last complete batch.
    """
    keep_freed_memory()
    events = [] if events is None else events
    head = OutputHead(state.network, state.loss, state.metrics)
    fused = make_fused_dense(state, data, head) if state.model is None else None
    if not kernels.enabled():
        with single_threaded_blas():
            return _advance(state, data, budget, (head, None), events)
    if available_threads() > 1:
        precompile.expect(required_kernels(state.network.layers, fused is not None))
    with single_threaded_blas(), kernels.flush_denormals():
        return _advance(state, data, budget, (head, fused), events)


def _advance(state: TrainingState, data: TrainingData, budget: Budget, paths: tuple[OutputHead, FusedDense | None],
             events: list[Event]) -> tuple[TrainingState, list[Event]]:
    head, fused = paths
    deadline = None if budget.seconds is None else perf_counter() + budget.seconds
    batches, first_epoch = 0, state.epoch
    while state.status == "running":
        epoch, phase = state.epoch, state.phase
        batches += _run_batches(state, data, head, fused, _batch_limit(budget, batches), events)
        batches_spent = budget.batches is not None and batches >= budget.batches
        seconds_spent = deadline is not None and perf_counter() >= deadline
        epochs_spent = budget.epochs is not None and state.epoch - first_epoch >= budget.epochs
        phase_ended = state.epoch != epoch or (budget.until_phase_end and state.phase != phase)
        stop = batches_spent or seconds_spent or epochs_spent or (
            phase_ended and (budget.until_epoch_end or budget.until_phase_end))
        if (budget.every_batch or stop) and state.phase == "train" and state.batch and state.status == "running":
            events.append(BatchEnded(state.epoch, state.batch - 1, state.sums.logs(state.metrics)))
        if stop:
            break
    return state, events


def required_kernels(layers: list[Layer], is_fused: bool) -> list[str]:
    """The kernel groups (:mod:`engine.kernels.runtime.warmup`) that training these layers needs."""
    if is_fused:
        return ["fused_dense"]
    families = {layer.family for layer in layers}
    return [part for part, needing in KERNEL_GROUPS.items() if needing & families] + ["dense"]


def end_epoch_early(state: TrainingState, data: TrainingData) -> list[Event]:
    """End the training of the current epoch, as ``stop_training`` does; its validation still follows."""
    events: list[Event] = []
    if state.phase == "train" and state.batch:
        _end_training_phase(state, data, events)
    return events


def _batch_limit(budget: Budget, batches: int) -> int:
    """The number of batches that may run before the budget is checked again. batches: done in this slice so far."""
    if budget.every_batch:
        return 1
    left = MAX_BATCHES_PER_CALL if budget.batches is None else budget.batches - batches
    return left if budget.seconds is None else min(left, MAX_TIMED_BATCHES_PER_CALL)


def _run_batches(state: TrainingState, data: TrainingData, head: OutputHead, fused: FusedDense | None, limit: int,
                 events: list[Event]) -> int:
    """Run one batch, or up to ``limit`` batches in the fused kernel; return the number of batches that were run."""
    if fused is None or state.phase == "validate":
        _run_batch(state, data, head, events)
        return 1
    with uninterrupted:
        done, loss = fused.train_steps(state, limit)
        if not isfinite(loss):
            _diverge(state, data.train.training_batch(state.config, state.epoch, state.batch), loss, events)
            return done + 1
        if state.batch == data.steps(state.config):
            _end_training_phase(state, data, events)
        return done


def _run_batch(state: TrainingState, data: TrainingData, head: OutputHead, events: list[Event]) -> None:
    if state.phase == "validate":
        _validate_batch(state, data, head, events)
        return
    batch = data.train.training_batch(state.config, state.epoch, state.batch)
    if batch is None:
        events.append(RanOut(state.epoch))
        _end_training_phase(state, data, events)
        return
    step = train_step if state.model is None else own_train_step
    loss = step(state, head, batch, CallContext(True, state.config.seed, state.epoch, state.batch))
    if not isfinite(loss):
        _diverge(state, batch, loss, events)
        return
    state.batch += 1
    if state.batch == data.steps(state.config):
        _end_training_phase(state, data, events)
    elif data.train.is_exhausted(state.config, state.epoch, state.batch):
        events.append(RanOut(state.epoch))
        _end_training_phase(state, data, events)


def _diverge(state: TrainingState, batch: Batch | None, loss: float, events: list[Event]) -> None:
    """End the run at a batch whose loss is not finite."""
    state.status = "diverged"
    cause = None if batch is None else find_cause(state, batch, loss)
    events.append(Diverged(state.epoch, state.batch, loss, cause))


def _validate_batch(state: TrainingState, data: TrainingData, head: OutputHead, events: list[Event]) -> None:
    assert data.validation is not None
    batch = data.validation.evaluation_batch(state.config.validation_batch_size, state.batch)
    if batch is None:
        events.append(RanOut(state.epoch))
    else:
        step = test_step if state.model is None else own_test_step
        step(state, head, batch, state.sums)
        state.batch += 1
    if batch is None or state.batch == data.validation_steps(state.config):
        _end_epoch(state, {f"val_{k}": v for k, v in state.sums.logs(state.metrics).items()}, events)


def _end_training_phase(state: TrainingState, data: TrainingData, events: list[Event]) -> None:
    state.train_logs = state.sums.logs(state.metrics)
    if state.batch:
        events.append(BatchEnded(state.epoch, state.batch - 1, state.train_logs))
    state.sums = state.zero_sums()
    state.batch = 0
    if data.validation is not None and state.config.validates_after(state.epoch):
        state.phase = "validate"
    else:
        _end_epoch(state, {}, events)


def _end_epoch(state: TrainingState, validation_logs: dict[str, float], events: list[Event]) -> None:
    events.append(EpochEnded(state.epoch, {**state.train_logs, **validation_logs}))
    state.sums = state.zero_sums()
    state.phase = "train"
    state.batch = 0
    state.epoch += 1
    if state.epoch >= state.config.epochs:
        state.finish()
        events.append(Finished(state.config.epochs))
