"""Training as a fold: a state and a budget in, the state further on and what happened out.

Any way of cutting a run into slices, with pickling in between, gives bit-identical weights: what is random is derived
from the seed and the place in the run (:mod:`engine.random`), and everything else that matters is in the state.
"""

from dataclasses import dataclass
from math import isfinite
from time import perf_counter
from typing import final

from engine import kernels
from engine.kernels import ahead
from engine.layers.base import Layer
from engine.random import CallContext
from engine.threads import single_blas, threads
from engine.training.data import Feed, TrainingData
from engine.training.dense_stack import DenseStack, dense_stack
from engine.training.events import BatchEnded, Diverged, EpochEnded, Event, Finished, RanOut
from engine.training.head import Head
from engine.training.state import TrainingState
from engine.training.train_step import test_on, train_on

PARTS_OF_KERNELS = {"pictures": {"convolution", "pooling"}, "sequences": {"recurrent", "embedding"}}
"""Families of layers that need more kernels than Dense layers do."""
MANY = 1 << 16
"""Batches that are trained on at once where nothing limits them."""
AT_ONCE = 512
"""The same, where seconds do: the batch of a small stack takes microseconds."""


@final
@dataclass(frozen=True)
class Budget:
    """How far one slice may go: until so many batches or seconds are spent, or an epoch ends; None is no limit.

    epochs: until so many of them have ended. until_phase_end: until an epoch's training or its validation ends.
    every_batch: tell of each batch, not just of the last one of the slice and of the epoch.
    """

    batches: int | None = None
    seconds: float | None = None
    epochs: int | None = None
    until_epoch_end: bool = False
    until_phase_end: bool = False
    every_batch: bool = False


def advance(state: TrainingState, data: Feed, budget: Budget) -> tuple[TrainingState, list[Event]]:
    """Train within the budget (at least one batch); the returned state is the given one, changed."""
    head = Head(state.network, state.loss)
    stack = dense_stack(state, data, head)
    if not kernels.enabled():
        with single_blas():
            return _advanced(state, data, budget, head, None)
    if threads() > 1:
        ahead.expect(kernels_of(state.network.layers, stack is not None))
    with single_blas(), kernels.tiny_is_zero():
        return _advanced(state, data, budget, head, stack)


def _advanced(
    state: TrainingState, data: Feed, budget: Budget, head: Head, stack: DenseStack | None
) -> tuple[TrainingState, list[Event]]:
    events: list[Event] = []
    deadline = None if budget.seconds is None else perf_counter() + budget.seconds
    batches, begun = 0, state.epoch
    while state.status == "running":
        epoch, phase = state.epoch, state.phase
        batches += _some_batches(state, data, head, stack, _most(budget, batches), events)
        spent = budget.batches is not None and batches >= budget.batches
        late = deadline is not None and perf_counter() >= deadline
        ended = state.epoch != epoch or (budget.until_phase_end and state.phase != phase)
        stop = spent or late or (ended and (budget.until_epoch_end or budget.until_phase_end)) or (
            budget.epochs is not None and state.epoch - begun >= budget.epochs)
        if (budget.every_batch or stop) and state.phase == "train" and state.batch and state.status == "running":
            events.append(BatchEnded(state.epoch, state.batch - 1, state.sums.logs(state.metrics)))
        if stop:
            break
    return state, events


def kernels_of(layers: list[Layer], stacked: bool) -> list[str]:
    """The parts of the kernels (:mod:`engine.kernels.warm`) that such layers need."""
    if stacked:
        return ["stacks"]
    families = {layer.family for layer in layers}
    return [part for part, some in PARTS_OF_KERNELS.items() if some & families] + ["dense"]


def batches_per_epoch(state: TrainingState, data: TrainingData) -> int:
    """How many updates an epoch has."""
    return data.steps(state.plan)


def cut_epoch(state: TrainingState, data: Feed) -> list[Event]:
    """End the epoch's training here, as ``stop_training`` does; what is left of it is its validation."""
    events: list[Event] = []
    if state.phase == "train" and state.batch:
        _end_training_phase(state, data, events)
    return events


def _most(budget: Budget, batches: int) -> int:
    """How many batches may be trained on before the budget has to be looked at again."""
    if budget.every_batch:
        return 1
    left = MANY if budget.batches is None else budget.batches - batches
    return left if budget.seconds is None else min(left, AT_ONCE)


def _some_batches(state: TrainingState, data: Feed, head: Head, stack: DenseStack | None, most: int,
                  events: list[Event]) -> int:
    """Go on by one batch, or by as many as the kernel for stacks takes at once; how many it were."""
    if stack is None or state.phase == "validate" or not isinstance(data, TrainingData):
        _one_batch(state, data, head, events)
        return 1
    order = data.order(state.plan.seed, state.epoch, state.plan.shuffle)
    done, loss = stack.train_on(state, order, most)
    if not isfinite(loss):
        state.status = "diverged"
        events.append(Diverged(state.epoch, state.batch, loss))
        return done + 1
    if state.batch == data.steps(state.plan):
        _end_training_phase(state, data, events)
    return done


def _one_batch(state: TrainingState, data: Feed, head: Head, events: list[Event]) -> None:
    if state.phase == "validate":
        _validate(state, data, head, events)
        return
    batch = data.training_batch(state.plan, state.epoch, state.batch)
    if batch is None:
        events.append(RanOut(state.epoch))
        _end_training_phase(state, data, events)
        return
    loss = train_on(state, head, batch, _call_context(state))
    if not isfinite(loss):
        state.status = "diverged"
        events.append(Diverged(state.epoch, state.batch, loss))
        return
    state.batch += 1
    if state.batch == data.steps(state.plan):
        _end_training_phase(state, data, events)
    elif data.runs_out(state.plan, state.epoch, state.batch):
        events.append(RanOut(state.epoch))
        _end_training_phase(state, data, events)


def _validate(state: TrainingState, data: Feed, head: Head, events: list[Event]) -> None:
    batch = data.validation_batch(state.plan, state.batch)
    if batch is None:
        events.append(RanOut(state.epoch))
    else:
        test_on(state, head, batch, state.sums)
        state.batch += 1
    if batch is None or state.batch == data.validation_steps(state.plan):
        _end_epoch(state, {f"val_{k}": v for k, v in state.sums.logs(state.metrics).items()}, events)


def _call_context(state: TrainingState) -> CallContext:
    return CallContext(True, state.plan.seed, state.epoch, state.batch)


def _end_training_phase(state: TrainingState, data: Feed, events: list[Event]) -> None:
    state.train_logs = state.sums.logs(state.metrics)
    if state.batch:
        events.append(BatchEnded(state.epoch, state.batch - 1, state.train_logs))
    state.sums = state.fresh_sums()
    state.batch = 0
    if data.validates and state.plan.validates_after(state.epoch):
        state.phase = "validate"
    else:
        _end_epoch(state, {}, events)


def _end_epoch(state: TrainingState, validation_logs: dict[str, float], events: list[Event]) -> None:
    events.append(EpochEnded(state.epoch, {**state.train_logs, **validation_logs}))
    state.sums = state.fresh_sums()
    state.phase = "train"
    state.batch = 0
    state.epoch += 1
    if state.epoch >= state.plan.epochs:
        state.finish()
        events.append(Finished(state.plan.epochs))
