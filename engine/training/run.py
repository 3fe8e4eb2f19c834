"""``fit``: the fold of :mod:`engine.training.advance` run to its end, with callbacks and a progress bar beside it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, final

from engine.arrays import Array
from engine.budgets import MAX_BATCH_SIZE, MAX_EPOCHS
from engine.callbacks.base import Callback, listens_to_batches
from engine.callbacks.history import History
from engine.problems import fail
from engine.ranges import Integer
from engine.training.advance import Budget, advance, batches_per_epoch
from engine.training.data import Samples, TrainingData
from engine.training.events import BatchEnded, Diverged, EpochEnded, Event, Logs
from engine.training.start import Compiled, start
from engine.training.state import FitPlan, TrainingState
from engine.utils.progbar import Progbar

if TYPE_CHECKING:
    from engine.models.sequential import Sequential

DEFAULT_BATCH_SIZE = 32


def verbosity(verbose: Any) -> int:
    """0 silent, 1 a bar, 2 a line an epoch; ``"auto"`` is 1."""
    return 1 if verbose == "auto" else int(verbose)


def checked_batch_size(batch_size: int | None) -> int:
    """The batch size in samples: Keras's 32 unless told."""
    return Integer(low=1, high=MAX_BATCH_SIZE).check("batch_size", batch_size or DEFAULT_BATCH_SIZE)


def require_compiled(model: "Sequential") -> Compiled:
    """What the model was compiled with, or a problem."""
    if model.compiled is None:
        raise fail("not_compiled", "compile", model=model.name)
    return model.compiled


def require_built(model: "Sequential", x: Array) -> None:
    """Build the model for these inputs if it is not built; a problem if it was built for others."""
    if not model.built:
        model.build((None, *x.shape[1:]))
    expected = model.input_shape
    assert expected is not None
    fits = len(expected) == x.ndim and all(e in (None, r) for e, r in zip(expected[1:], x.shape[1:], strict=True))
    if not fits:
        raise fail("input_does_not_fit", "x", model=model.name, expected=expected, received=x.shape)


def fit(model: "Sequential", plan: FitPlan, data: TrainingData, callbacks: list[Callback], verbose: int) -> History:
    """Train a model by a plan; the History is also ``model.history``."""
    Integer(low=1, high=MAX_EPOCHS).check("epochs", plan.epochs)
    compiled = require_compiled(model)
    require_built(model, data.train.x)
    state, data = start(model.network, compiled, plan, data)
    model.history = History()
    model.stop_training = False
    chorus = Chorus([model.history, *callbacks], model, plan, batches_per_epoch(state, data))
    bar = EpochBar(plan, batches_per_epoch(state, data), verbose)
    each = verbose == 1 or any(listens_to_batches(c) for c in callbacks)
    budget = Budget(batches=1, every_batch=True) if each else Budget(until_epoch_end=True)
    chorus.call("on_train_begin")
    while state.status == "running" and not model.stop_training:
        _begin(state, chorus, bar)
        state, events = advance(state, data, budget)
        for event in events:
            _tell(event, chorus, bar)
        compiled.step = state.step
    chorus.call("on_train_end", {name: values[-1] for name, values in model.history.history.items()})
    return model.history


def train_on_batch(model: "Sequential", batch: Samples) -> Logs:
    """One update from one batch; loss and metrics of this batch."""
    compiled = require_compiled(model)
    require_built(model, batch.x)
    plan = FitPlan(epochs=1, batch_size=len(batch), shuffle=False, seed=compiled.step)
    state, data = start(model.network, compiled, plan, TrainingData(batch))
    state, events = advance(state, data, Budget(batches=1))
    compiled.step = state.step
    for event in events:
        _raise_if_diverged(event)
    return next(e.logs for e in events if isinstance(e, EpochEnded))


def _begin(state: TrainingState, chorus: "Chorus", bar: "EpochBar") -> None:
    if state.phase != "train":
        return
    if state.batch == 0:
        bar.begin(state.epoch)
        chorus.call("on_epoch_begin", state.epoch)
    chorus.call("on_train_batch_begin", state.batch)


def _tell(event: Event, chorus: "Chorus", bar: "EpochBar") -> None:
    _raise_if_diverged(event)
    if isinstance(event, BatchEnded):
        chorus.call("on_train_batch_end", event.batch, event.logs)
        bar.batch(event.batch + 1, event.logs)
    if isinstance(event, EpochEnded):
        logs = dict(sorted(event.logs.items()))
        bar.end(logs)
        chorus.call("on_epoch_end", event.epoch, logs)


def _raise_if_diverged(event: Event) -> None:
    if isinstance(event, Diverged):
        raise fail("diverged", "fit", loss=event.loss, epoch=event.epoch + 1, batch=event.batch + 1)


@final
class Chorus:
    """All callbacks of a run, called together."""

    def __init__(self, callbacks: Iterable[Callback], model: "Sequential", plan: FitPlan, steps: int) -> None:
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            callback.set_params({"epochs": plan.epochs, "steps": steps})
            callback.set_model(model)

    def call(self, hook: str, *arguments: Any) -> None:
        """Call one hook of every callback."""
        for callback in self.callbacks:
            getattr(callback, hook)(*arguments)


@final
class EpochBar:
    """The progress of ``fit`` on the terminal, as Keras prints it."""

    def __init__(self, plan: FitPlan, steps: int, verbose: int) -> None:
        self.plan, self.steps, self.verbose = plan, steps, verbose
        self.bar: Progbar | None = None

    def begin(self, epoch: int) -> None:
        if self.verbose:
            print(f"Epoch {epoch + 1}/{self.plan.epochs}")
            self.bar = Progbar(self.steps, verbose=self.verbose, unit_name="step")

    def batch(self, done: int, logs: Logs) -> None:
        if self.bar is not None:
            self.bar.update(done, sorted(logs.items()), finalize=False)

    def end(self, logs: Logs) -> None:
        if self.bar is not None:
            self.bar.update(self.steps, sorted(logs.items()), finalize=True)

