"""Training as a fold: a state and a budget in, the state further on and what happened out.

Any way of cutting a run into slices, with pickling in between, gives bit-identical weights: what is random is derived
from the seed and the place in the run (:mod:`engine.random`), and everything else that matters is in the state.
"""

from dataclasses import dataclass
from time import perf_counter
from typing import final

from engine.random import Moment
from engine.training.data import Samples, TrainingData
from engine.training.events import BatchEnded, Diverged, EpochEnded, Event, Finished
from engine.training.head import Head
from engine.training.state import TrainingState
from engine.training.step import Diverging, test_on, train_on


@final
@dataclass(frozen=True)
class Budget:
    """How far one slice may go: until so many batches or seconds are spent, or an epoch ends; None is no limit.

    every_batch: tell of each batch, not just of the last one of the slice.
    """

    batches: int | None = None
    seconds: float | None = None
    until_epoch_end: bool = False
    every_batch: bool = False


def advance(state: TrainingState, data: TrainingData, budget: Budget) -> tuple[TrainingState, list[Event]]:
    """Train within the budget (at least one batch); the returned state is the given one, changed."""
    events: list[Event] = []
    head = Head(state.network, state.loss)
    deadline = None if budget.seconds is None else perf_counter() + budget.seconds
    batches = 0
    while state.status == "running":
        _one_batch(state, data, head, events)
        batches += 1
        epoch_ended = bool(events) and isinstance(events[-1], EpochEnded | Finished)
        spent = budget.batches is not None and batches >= budget.batches
        late = deadline is not None and perf_counter() >= deadline
        stop = spent or late or (budget.until_epoch_end and epoch_ended)
        if (budget.every_batch or stop) and not epoch_ended and state.phase == "train" and state.batch:
            events.append(BatchEnded(state.epoch, state.batch - 1, state.sums.logs(state.metrics)))
        if stop:
            break
    return state, events


def batches_per_epoch(state: TrainingState, data: TrainingData) -> int:
    """How many updates an epoch has: the last batch may be smaller."""
    return state.plan.steps_per_epoch or -(-len(data.train) // state.plan.batch_size)


def _one_batch(state: TrainingState, data: TrainingData, head: Head, events: list[Event]) -> None:
    if state.phase == "train":
        try:
            train_on(state, head, _training_batch(state, data), _moment(state))
        except Diverging as error:
            state.status = "diverged"
            events.append(Diverged(state.epoch, state.batch, error.loss))
            return
        state.batch += 1
        if state.batch >= batches_per_epoch(state, data):
            _end_training_phase(state, data, events)
    else:
        assert data.validation is not None
        size = state.plan.validation_batch_size
        test_on(state, head, data.validation.take(slice(state.batch * size, (state.batch + 1) * size)), state.sums)
        state.batch += 1
        if state.batch * size >= len(data.validation):
            _end_epoch(state, {f"val_{k}": v for k, v in state.sums.logs(state.metrics).items()}, events)


def _moment(state: TrainingState) -> Moment:
    return Moment(True, state.plan.seed, state.epoch, state.batch)


def _training_batch(state: TrainingState, data: TrainingData) -> Samples:
    size = state.plan.batch_size
    start = (state.batch * size) % (-(-len(data.train) // size) * size)
    order = data.order(state.plan.seed, state.epoch, state.plan.shuffle)
    where = slice(start, start + size)
    return data.train.take(where if order is None else order[where])


def _end_training_phase(state: TrainingState, data: TrainingData, events: list[Event]) -> None:
    state.train_logs = state.sums.logs(state.metrics)
    state.sums = state.fresh_sums()
    state.batch = 0
    if data.validation is not None and (state.epoch + 1) % state.plan.validation_freq == 0:
        events.append(BatchEnded(state.epoch, batches_per_epoch(state, data) - 1, state.train_logs))
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
        state.status = "finished"
        events.append(Finished(state.plan.epochs))
