"""``fit``: the fold of :mod:`~engine.training.training_loop` run to its end, with callbacks and a progress bar."""

from typing import TYPE_CHECKING, final

import numpy as np

from engine.callbacks.base import Callback
from engine.callbacks.callback_list import CallbackList, history_among
from engine.callbacks.history import History
from engine.errors import ProblemError, fail
from engine.limits import MAX_EPOCHS
from engine.training.compile_utils import Compiled, prepared, start
from engine.training.data import Feed, Samples, TrainingData
from engine.training.events import BatchEnded, Diverged, EpochEnded, Event, Logs, RanOut, in_order
from engine.training.fit_config import FitPlan
from engine.training.fitting import fitted, require_compiled
from engine.training.progress_bar import REDRAWN, Bar
from engine.training.state import TrainingState
from engine.training.streamed import StreamedData
from engine.training.streams import Stream, warn_ran_out
from engine.training.training_loop import Budget, advance, cut_epoch
from engine.validators import Integer

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

UNHEARD = 128
"""Batches, of several epochs together, that one slice may have while nobody hears of what happens in them."""
ONE_BATCH = Budget(batches=1)
ONE_PHASE = Budget(until_phase_end=True)
ONE_DRAWING = Budget(seconds=REDRAWN, until_phase_end=True)


def fit(model: "Trainer", plan: FitPlan, train: Samples | Stream, validation: Samples | Stream | None,
        callbacks: list[Callback], verbose: int) -> History:
    """Train a model by a plan; the History is also ``model.history``."""
    Integer(low=0, high=MAX_EPOCHS).check("epochs", plan.epochs)
    compiled = require_compiled(model)
    state, data = begun(model, compiled, plan, train, validation)
    state.averages_at_end = False
    model.stop_training = False
    given = history_among(callbacks)
    model.history = History() if given is None else given
    callbacks = callbacks if given else [*callbacks, model.history]
    chorus = CallbackList(callbacks, model, verbose, plan.epochs, data.steps(plan))
    run = _Run(model, compiled, state, data, chorus, verbose)
    chorus.call("on_train_begin", {})
    run.resume()
    while run.goes_on():
        run.one_slice()
    for stream in (train, validation):
        if isinstance(stream, Stream):
            stream.end_epoch()
    if run.logs:
        state.average()
    chorus.call("on_train_end", run.logs)
    return model.history


def begun(model: "Trainer", compiled: Compiled, plan: FitPlan, train: Samples | Stream,
          validation: Samples | Stream | None) -> tuple[TrainingState, Feed]:
    """The state before the first batch, and the data as the run will use them."""
    first, other = (fitted(model, of.first() if isinstance(of, Stream) else of) for of in (train, validation or train))
    state, ready = start(model.network, compiled, plan, TrainingData(first, None if validation is None else other))
    if not isinstance(train, Stream) and not isinstance(validation, Stream):
        return state, ready
    if isinstance(train, Stream):
        train.asked, train.seed = plan.steps_per_epoch, plan.seed if plan.shuffle else None
    for stream in (train, validation):
        if isinstance(stream, Stream):
            stream.ready = lambda batch: prepared(fitted(model, batch), model.network, state.loss)
            stream.begin_anew()
    return state, StreamedData(train if isinstance(train, Stream) else ready.train,
                               validation if isinstance(validation, Stream) else ready.validation)


def train_on_batch(model: "Trainer", batch: Samples) -> Logs:
    """One update from one batch; loss and metrics of this batch."""
    compiled = require_compiled(model)
    batch = fitted(model, batch)
    plan = FitPlan(epochs=1, batch_size=len(batch), shuffle=False, seed=compiled.step)
    state, data = start(model.network, compiled, plan, TrainingData(batch))
    state, events = advance(state, data, ONE_BATCH)
    compiled.step = state.step
    for event in events:
        if isinstance(event, Diverged):
            raise divergence(event, data.train)
    return next(e.logs for e in events if isinstance(e, EpochEnded))


def divergence(event: Diverged, batch: Samples | None) -> ProblemError:
    """The error for a loss that is no number; it names the data where these are the cause."""
    for name, array in (("x", batch and batch.x), ("y", batch and batch.y)):
        if isinstance(array, np.ndarray) and array.dtype.kind == "f" and not np.isfinite(array).all():
            return fail("data_not_finite", name, name=name, value=float(array[~np.isfinite(array)][0]))
    return fail("diverged", "fit", loss=event.loss, epoch=event.epoch + 1, batch=event.batch + 1)


@final
class _Run:
    """A call of ``fit`` under way: cuts the fold into slices that are as long as callbacks and the bar allow."""

    def __init__(self, model: "Trainer", compiled: Compiled, state: TrainingState, data: Feed, chorus: CallbackList,
                 verbose: int) -> None:
        self.model, self.compiled, self.state, self.data = model, compiled, state, data
        self.chorus, self.verbose = chorus, verbose
        self.steps = data.steps(state.plan)
        self.bar = Bar(self.steps, 0)
        self.logs: Logs = {}

    def resume(self) -> None:
        """Go on where callbacks found a backup, with what they loaded."""
        if self.model.resume_from:
            self.state.epoch = self.model.resume_from
            self.state.status = "running" if self.state.epoch < self.state.plan.epochs else "finished"
        self.model.resume_from = None
        self.state.step = self.compiled.step

    def goes_on(self) -> bool:
        """Whether there is a batch to come; an epoch that was cut short still gets its validation."""
        if self.state.status != "running":
            return False
        if not self.model.stop_training:
            return True
        for event in cut_epoch(self.state, self.data):
            self._tell(event)
        if self.state.phase == "train" and self.state.status == "running":
            self.state.finish()
        return self.state.status == "running"

    def one_slice(self) -> None:
        """Train on as far as nobody has to be told of anything."""
        phase, batch = self.state.phase, self.state.batch
        listening = self._begin(phase, batch)
        self.state.slots = self.compiled.remembered(self.state.network)  # callbacks may have changed what is trained
        _, events = advance(self.state, self.data, self._budget(phase, batch))
        self.compiled.step = self.state.step
        if phase == "validate" and listening and not any(isinstance(event, RanOut) for event in events):
            ended = next((_validated(e.logs) for e in events if isinstance(e, EpochEnded)), None)
            logs = self.state.sums.logs(self.state.metrics) if ended is None else ended
            self.chorus.call("on_test_batch_end", batch, in_order(logs))
        for event in events:
            self._tell(event)

    def _begin(self, phase: str, batch: int) -> bool:
        """Tell callbacks what begins; whether any of them hears of every batch."""
        if batch == 0 and phase == "train":
            self._begin_epoch()
        elif batch == 0:
            self.chorus.call("on_test_begin", {})
        listening = self.chorus.hears_batches if phase == "train" else self.chorus.hears_test_batches
        if listening:
            self.chorus.call("on_train_batch_begin" if phase == "train" else "on_test_batch_begin", batch, {})
        return listening

    def _budget(self, phase: str, batch: int) -> Budget:
        """The first batch of an epoch is timed apart, since the bar's pace leaves it out."""
        if phase == "validate":
            return ONE_BATCH if self.chorus.hears_test_batches else ONE_PHASE
        if self.chorus.hears_batches:
            return ONE_BATCH
        if self.verbose == 0 and self.chorus.records and batch == 0 and self.steps:
            return Budget(epochs=max(1, UNHEARD // self.steps))
        if self.verbose != 1:
            return ONE_PHASE
        return ONE_BATCH if batch == 0 else ONE_DRAWING

    def _begin_epoch(self) -> None:
        self.chorus.call("on_epoch_begin", self.state.epoch, {})
        if self.verbose and self.state.plan.epochs > 1:
            print(f"Epoch {self.state.epoch + 1}/{self.state.plan.epochs}")
        self.bar = Bar(self.steps, self.verbose)

    def _tell(self, event: Event) -> None:
        match event:
            case BatchEnded():
                self._end_batch(event.batch, event.logs)
            case Diverged():
                self._diverge(event)
            case RanOut():
                warn_ran_out()
            case EpochEnded():
                self._end_epoch(event)

    def _end_batch(self, batch: int, logs: Logs) -> None:
        if batch + 1 <= self.bar.done:
            return  # told already: data that ran out end the epoch after its last batch
        if self.chorus.hears_batches:
            self.chorus.call("on_train_batch_end", batch, in_order(logs))
        self.bar.batch(batch + 1, in_order(logs))

    def _diverge(self, event: Diverged) -> None:
        """A callback may end the training; else it is an error. The weights are those before the batch."""
        self.state.sums.loss += event.loss
        self.state.batch += 1
        self._end_batch(event.batch, self.state.sums.logs(self.state.metrics))
        if not self.model.stop_training:
            batch = None
            if isinstance(self.data, TrainingData):
                batch = self.data.training_batch(self.state.plan, event.epoch, event.batch)
            raise divergence(event, batch)
        self.state.status = "running"

    def _end_epoch(self, event: EpochEnded) -> None:
        self.logs = in_order(event.logs)
        judged = _validated(self.logs)
        if judged:
            self.chorus.call("on_test_end", judged)
        logs = dict(self.logs)
        self.chorus.call("on_epoch_end", event.epoch, logs)
        self.bar.end(logs)
        self.steps = self.bar.steps


def _validated(logs: Logs) -> Logs:
    """What was said of the validation, without ``val_``."""
    return {name.removeprefix("val_"): value for name, value in logs.items() if name.startswith("val_")}
