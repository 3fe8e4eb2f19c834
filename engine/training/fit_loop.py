"""``fit``: calls :func:`engine.training.training_loop.advance` for each slice of a run, with callbacks and a bar."""

from typing import final

from engine.callbacks.callback_list import CallbackList
from engine.errors import Problem, ProblemError
from engine.kernels.runtime.interrupts import interrupt_handler
from engine.network.network import Network
from engine.training.compile_utils import Compiled, initial_state
from engine.training.compile_warnings import training_messages, warn_once
from engine.training.compiled_flags import compiled_flags
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import Batch
from engine.training.data_adapters.data_adapter import TrainingData, warn_ran_out
from engine.training.divergence import problem_of_values
from engine.training.events import BatchEnded, Diverged, EpochEnded, Event, RanOut, sort_logs
from engine.training.fit_config import FitConfig
from engine.training.progress_bar import REDRAW_INTERVAL, ProgressBar
from engine.training.state import TrainingState
from engine.training.training_loop import Budget, advance, end_epoch_early
from engine.typing import Logs

MAX_SILENT_BATCHES = 128
"""Maximum number of batches in a slice of several epochs, used if no callback or bar needs the events in between."""
ONE_BATCH = Budget(batches=1)
ONE_PHASE = Budget(until_phase_end=True)
ONE_REDRAW = Budget(seconds=REDRAW_INTERVAL, until_phase_end=True)


def fit(state: TrainingState, data: TrainingData, compiled: Compiled, callbacks: CallbackList, verbose: int) -> None:
    """Train to the end of the run, or until a callback stops it; the optimizer's state is kept in ``compiled``."""
    state.averages_at_end = False
    with compiled_flags(state.network, compiled):
        warn_once(compiled.warned, training_messages(state.network))
    loop = _FitLoop(state, data, compiled, callbacks, verbose)
    callbacks.call("on_train_begin", {})
    loop.resume()
    with interrupt_handler:
        while loop.is_running():
            loop.run_slice()
    data.end_epoch()
    if loop.logs:
        state.assign_averages()
    callbacks.call("on_train_end", loop.logs)


def train_on_batch(network: Network, compiled: Compiled, batch: Batch) -> Logs:
    """Update the weights by one batch; return its loss and metrics."""
    config = FitConfig(epochs=1, batch_size=len(batch), shuffle=False, seed=compiled.step)
    with compiled_flags(network, compiled, begin=True):
        state, data = initial_state(network, compiled, config, TrainingData(ArrayAdapter(batch)))
        warn_once(compiled.warned, training_messages(network))
        state, events = advance(state, data, ONE_BATCH)
    compiled.step = state.step
    for event in events:
        if isinstance(event, Diverged):
            raise divergence_error(event, data)
    return next(e.logs for e in events if isinstance(e, EpochEnded))


def divergence_error(event: Diverged, data: TrainingData) -> ProblemError:
    """The error for a loss that is not finite. A value in arrays is named by its place in all samples."""
    problem = event.problem or Problem(("fit",), "diverged", {"loss": event.loss, "epoch": event.epoch + 1,
                                                              "batch": event.batch + 1})
    if problem.code == "data_not_finite" and isinstance(data.train, ArrayAdapter):
        name = problem.values["name"]
        problem = problem_of_values(name, getattr(data.train.arrays, name)) or problem
    return ProblemError(problem)


@final
class _FitLoop:
    """Trains in slices that are as long as the callbacks and the progress bar allow."""

    def __init__(self, state: TrainingState, data: TrainingData, compiled: Compiled, callbacks: CallbackList,
                 verbose: int) -> None:
        self.state, self.data, self.compiled = state, data, compiled
        self.callbacks, self.verbose = callbacks, verbose
        self.steps = data.steps(state.config)
        self.bar = ProgressBar(self.steps, 0)
        self.logs: Logs = {}

    def resume(self) -> None:
        """Continue from the epoch of a backup, whose weights a callback has loaded."""
        epoch = self.callbacks.take_resume_epoch()
        if epoch:
            self.state.epoch = epoch
            self.state.status = "running" if epoch < self.state.config.epochs else "finished"
        self.state.step = self.compiled.step

    def is_running(self) -> bool:
        """Whether there is another batch to run; an epoch that is stopped early still gets its validation."""
        if self.state.status != "running":
            return False
        if not self.callbacks.stop_training:
            return True
        for event in end_epoch_early(self.state, self.data):
            self._handle(event)
        if self.state.phase == "train" and self.state.status == "running":
            self.state.finish()
        return self.state.status == "running"

    def run_slice(self) -> None:
        """Train until the next hook of a callback or redraw of the bar."""
        phase, batch = self.state.phase, self.state.batch
        hears_batches = self._begin_slice(phase, batch)
        events: list[Event] = []
        try:
            with compiled_flags(self.state.network, self.compiled, begin=True):
                self.state.slots = self.compiled.optimizer_slots(self.state.network)
                advance(self.state, self.data, self._slice_budget(phase, batch), events)
        except KeyboardInterrupt:
            for event in events:
                self._handle(event)  # of what was complete before
            raise
        finally:
            self.compiled.step = self.state.step
        if phase == "validate" and hears_batches and not any(isinstance(event, RanOut) for event in events):
            epoch_logs = next((_validation_logs(e.logs) for e in events if isinstance(e, EpochEnded)), None)
            logs = self.state.sums.logs(self.state.metrics) if epoch_logs is None else epoch_logs
            self.callbacks.call("on_test_batch_end", batch, sort_logs(logs))
        for event in events:
            self._handle(event)

    def _begin_slice(self, phase: str, batch: int) -> bool:
        """Call the hooks for what begins with this slice; return whether any callback is called for every batch."""
        if batch == 0 and phase == "train":
            self._begin_epoch()
        elif batch == 0:
            self.callbacks.call("on_test_begin", {})
        hears_batches = self.callbacks.hears_batches if phase == "train" else self.callbacks.hears_test_batches
        if hears_batches:
            self.callbacks.call("on_train_batch_begin" if phase == "train" else "on_test_batch_begin", batch, {})
        return hears_batches

    def _slice_budget(self, phase: str, batch: int) -> Budget:
        """The length of the next slice.

        With a bar, the first batch of an epoch is a separate slice, since the bar's time per step excludes it.
        """
        if phase == "validate":
            return ONE_BATCH if self.callbacks.hears_test_batches else ONE_PHASE
        if self.callbacks.hears_batches:
            return ONE_BATCH
        if self.verbose == 0 and self.callbacks.only_history and batch == 0 and self.steps:
            return Budget(epochs=max(1, MAX_SILENT_BATCHES // self.steps))
        if self.verbose != 1:
            return ONE_PHASE
        return ONE_BATCH if batch == 0 else ONE_REDRAW

    def _begin_epoch(self) -> None:
        self.callbacks.call("on_epoch_begin", self.state.epoch, {})
        if self.verbose and self.state.config.epochs > 1:
            print(f"Epoch {self.state.epoch + 1}/{self.state.config.epochs}")
        self.bar = ProgressBar(self.steps, self.verbose)

    def _handle(self, event: Event) -> None:
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
            return  # a repeated event: data that run out end the epoch after its last batch
        if self.callbacks.hears_batches:
            self.callbacks.call("on_train_batch_end", batch, sort_logs(logs))
        self.bar.update(batch + 1, sort_logs(logs))

    def _diverge(self, event: Diverged) -> None:
        """Raise, unless a callback ends the training. The weights are those before the batch."""
        self.state.sums.loss += event.loss
        self.state.batch += 1
        self._end_batch(event.batch, self.state.sums.logs(self.state.metrics))
        if not self.callbacks.stop_training:
            raise divergence_error(event, self.data)
        self.state.status = "running"

    def _end_epoch(self, event: EpochEnded) -> None:
        self.logs = sort_logs(event.logs)
        validation_logs = _validation_logs(self.logs)
        if validation_logs:
            self.callbacks.call("on_test_end", validation_logs)
        logs = dict(self.logs)
        self.callbacks.call("on_epoch_end", event.epoch, logs)
        self.bar.finish(logs)
        self.steps = self.bar.steps


def _validation_logs(logs: Logs) -> Logs:
    """The logs of the validation, without ``val_``."""
    return {name.removeprefix("val_"): value for name, value in logs.items() if name.startswith("val_")}
