"""Callbacks of a run that is trained in slices, as on a page: their hooks are called between the slices."""

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any, final

from engine.callbacks.base import Callback
from engine.callbacks.callback_list import CallbackList
from engine.metrics.base import Metric
from engine.optimizers.base import Optimizer
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.events import EpochEnded, Event, Finished, sort_logs
from engine.training.state import TrainingState
from engine.training.training_loop import Budget, advance
from engine.typing import Array


@final
class RunningModel:
    """What callbacks see of a model that exists only as a TrainingState."""

    def __init__(self) -> None:
        self.stop_training = False
        self.resume_from: int | None = None
        self.state: TrainingState | None = None

    @property
    def metrics(self) -> list[Metric]:
        return [] if self.state is None else list(self.state.metrics)

    @property
    def optimizer(self) -> Optimizer:
        assert self.state is not None
        return self.state.optimizer

    def get_weights(self) -> list[Array]:
        """Copies of all weights, layer by layer."""
        assert self.state is not None
        return self.state.network.get_weights()

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Replace all weights by arrays in the order of :meth:`get_weights`."""
        assert self.state is not None
        self.state.network.set_weights(weights, "the model")


@final
class SlicedCallbacks:
    """The callbacks of one run; picklable between slices. Only hooks of epochs and of training are called.

    stopped_by: the class of the callback that ended the run early, or an empty string.
    """

    def __init__(self, callbacks: Sequence[Callback]) -> None:
        self.model = RunningModel()
        self.callbacks = CallbackList(callbacks, self.model)
        self.stopped_by = ""
        self._is_training = False

    def advance(self, state: TrainingState, data: TrainingData, budget: Budget) -> tuple[TrainingState, list[Event]]:
        """Train within the budget as :func:`engine.training.training_loop.advance` does, with the hooks of callbacks.

        The weights are those of ``fit`` with the same callbacks, however the run is divided into slices.
        """
        self.model.state = state
        state.averages_at_end = False
        self._begin()
        events: list[Event] = []
        deadline = None if budget.seconds is None else perf_counter() + budget.seconds
        batches = budget.batches
        while state.status == "running":
            if state.batch == 0 and state.phase == "train":
                self.callbacks.call("on_epoch_begin", state.epoch, {})
            seconds = None if deadline is None else max(0.0, deadline - perf_counter())
            step = state.step
            limited = replace(budget, batches=batches, seconds=seconds, until_epoch_end=True)
            events += self._end_epochs(state, advance(state, data, limited)[1])
            batches = None if batches is None else max(0, batches - (state.step - step))
            if batches == 0 or (deadline is not None and perf_counter() >= deadline) or budget.until_phase_end:
                break
        if state.status == "finished":
            self._end(state)
        self.model.state = None
        return state, events

    def _begin(self) -> None:
        if not self._is_training:
            self.model.stop_training, self.stopped_by, self._is_training = False, "", True
            self.callbacks.call("on_train_begin", {})

    def _end_epochs(self, state: TrainingState, events: list[Event]) -> list[Event]:
        """Call the hook of every epoch that ended; returns the events, with Finished if a callback ends the run."""
        for event in events:
            if isinstance(event, EpochEnded):
                self._end_epoch(event)
        if not self.model.stop_training or state.status != "running":
            return events
        state.finish()
        return [*events, Finished(state.epoch)]

    def _end_epoch(self, event: EpochEnded) -> None:
        logs: dict[str, Any] = sort_logs(event.logs)
        for callback in self.callbacks.callbacks:
            had_stopped = self.model.stop_training
            callback.on_epoch_end(event.epoch, logs)
            if self.model.stop_training and not had_stopped:
                self.stopped_by = type(callback).__name__

    def _end(self, state: TrainingState) -> None:
        state.assign_averages()
        self.callbacks.call("on_train_end", {})
        self._is_training = False
