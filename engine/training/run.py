"""``fit``: the fold of :mod:`engine.training.advance` run to its end, with callbacks and a progress bar beside it."""

from typing import TYPE_CHECKING, final

from engine.budgets import MAX_EPOCHS
from engine.callbacks.base import Callback
from engine.callbacks.chorus import Chorus
from engine.callbacks.history import History
from engine.problems import fail
from engine.ranges import Integer
from engine.training.advance import Budget, advance, batches_per_epoch, cut_epoch
from engine.training.bar import REDRAWN, Bar
from engine.training.data import Samples, TrainingData
from engine.training.events import BatchEnded, Diverged, EpochEnded, Event, Logs, in_order
from engine.training.fitting import fitted, require_compiled
from engine.training.start import start
from engine.training.state import FitPlan, TrainingState

if TYPE_CHECKING:
    from engine.models.sequential import Sequential

ONE_BATCH = Budget(batches=1)
ONE_EPOCH = Budget(until_epoch_end=True)
ONE_DRAWING = Budget(seconds=REDRAWN, until_epoch_end=True)


def fit(model: "Sequential", plan: FitPlan, data: TrainingData, callbacks: list[Callback], verbose: int) -> History:
    """Train a model by a plan; the History is also ``model.history``."""
    Integer(low=0, high=MAX_EPOCHS).check("epochs", plan.epochs)
    compiled = require_compiled(model)
    train = fitted(model, data.train)
    validation = None if data.validation is None else fitted(model, data.validation)
    state, data = start(model.network, compiled, plan, TrainingData(train, validation))
    model.history = History()
    model.stop_training = False
    run = _Run(model, state, data, Chorus([*callbacks, model.history], model, verbose, plan.epochs,
                                          batches_per_epoch(state, data)), verbose)
    run.chorus.call("on_train_begin")
    while run.goes_on():
        run.one_slice()
        compiled.step = state.step
    run.chorus.call("on_train_end", run.logs)
    return model.history


def train_on_batch(model: "Sequential", batch: Samples) -> Logs:
    """One update from one batch; loss and metrics of this batch."""
    compiled = require_compiled(model)
    batch = fitted(model, batch)
    plan = FitPlan(epochs=1, batch_size=len(batch), shuffle=False, seed=compiled.step)
    state, data = start(model.network, compiled, plan, TrainingData(batch))
    state, events = advance(state, data, ONE_BATCH)
    compiled.step = state.step
    for event in events:
        _raise_if_diverged(event)
    return next(e.logs for e in events if isinstance(e, EpochEnded))


def _raise_if_diverged(event: Event) -> None:
    if isinstance(event, Diverged):
        raise fail("diverged", "fit", loss=event.loss, epoch=event.epoch + 1, batch=event.batch + 1)


@final
class _Run:
    """A call of ``fit`` under way: cuts the fold into slices that are as long as callbacks and the bar allow."""

    def __init__(self, model: "Sequential", state: TrainingState, data: TrainingData, chorus: Chorus,
                 verbose: int) -> None:
        self.model, self.state, self.data, self.chorus, self.verbose = model, state, data, chorus, verbose
        self.bar = Bar(0, 0)
        self.logs: Logs = {}

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
        if self.state.phase == "train" and self.state.batch == 0:
            self._begin_epoch()
        if self.state.phase == "train" and self.chorus.hears_batches:
            self.chorus.call("on_train_batch_begin", self.state.batch, {})
        for event in advance(self.state, self.data, self._budget())[1]:
            self._tell(event)

    def _budget(self) -> Budget:
        """The first batch of an epoch is timed apart, since the bar's pace leaves it out."""
        if self.chorus.hears_batches:
            return ONE_BATCH
        if self.verbose != 1:
            return ONE_EPOCH
        return ONE_BATCH if self.state.phase == "train" and self.state.batch == 0 else ONE_DRAWING

    def _begin_epoch(self) -> None:
        self.chorus.call("on_epoch_begin", self.state.epoch, {})
        if self.verbose and self.state.plan.epochs > 1:
            print(f"Epoch {self.state.epoch + 1}/{self.state.plan.epochs}")
        self.bar = Bar(batches_per_epoch(self.state, self.data), self.verbose)

    def _tell(self, event: Event) -> None:
        _raise_if_diverged(event)
        if isinstance(event, BatchEnded):
            logs = in_order(event.logs)
            if self.chorus.hears_batches:
                self.chorus.call("on_train_batch_end", event.batch, logs)
            self.bar.batch(event.batch + 1, logs)
        if isinstance(event, EpochEnded):
            self._end_epoch(event)

    def _end_epoch(self, event: EpochEnded) -> None:
        self.logs = in_order(event.logs)
        judged = {name.removeprefix("val_"): value for name, value in self.logs.items() if name.startswith("val_")}
        if judged:
            self.chorus.call("on_test_begin", {})
            self.chorus.call("on_test_end", judged)
        self.chorus.call("on_epoch_end", event.epoch, self.logs)
        self.bar.end(self.logs)
