"""Carries one learner's run through the workers, slice by slice, and lets it be paused, gone on with, and stopped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures.process import BrokenProcessPool
from time import monotonic
from typing import final

from app.compute.slices import Job, Outcome, run_slice
from app.compute.testing import Scores, test_scores
from app.compute.workers import Workers
from app.state.run import Run
from engine.errors import Problem, ProblemError
from engine.specs.experiment import Experiment
from engine.training.sliced_callbacks import SlicedCallbacks
from engine.training.state import TrainingState
from engine.training.training_loop import Budget

SLICE = 0.08
LONGEST_SLICE = 2.0
CARRYING = 0.03
"""A slice lasts at least so many seconds; longer where carrying the state would cost more than this share of it."""

GOES_ON = ("paused", "stopped", "finished")
"""Where a run can stand and be gone on with; one that diverged would diverge again."""
Work = Callable[[int], Awaitable[None]]
"""What a turn does; it is given the number of its turn, and ends when another has begun."""

log = logging.getLogger(__name__)


@final
class Trainer:
    """The run of one notebook. All methods are called on the server's event loop."""

    def __init__(self, run: Run, workers: Workers) -> None:
        self.run = run
        self.workers = workers
        self.experiment: Experiment | None = None
        self.state: TrainingState | None = None
        self.callbacks: SlicedCallbacks | None = None
        self._task: asyncio.Task[None] | None = None
        self._seconds = SLICE
        self._turn = 0
        self._stepping = False

    def start(self, experiment: Experiment) -> None:
        """Begin anew with new weights."""
        self._begin(experiment)
        self._launch(self._loop)

    def one_batch(self, experiment: Experiment) -> None:
        """Train a single batch, beginning a run if there is none to go on with."""
        if self.run.active:
            return
        if self.run.status == "paused":
            self.run.change(status="running")
        else:
            self._begin(experiment)
        self._stepping = True
        self._launch(self._single)

    def pause(self) -> None:
        """Stand still after the slice that is under way."""
        if self.run.active:
            self.run.change(status="paused")

    def resume(self) -> None:
        """Go on where the run stands, or after the single batch; a finished run goes on for as many epochs again."""
        stands = self.run.status in GOES_ON or (self._stepping and self.run.active)
        if not stands or self.experiment is None:
            return
        self._stepping = False
        if self.run.status == "finished":
            self.run.change(epochs=self.run.epoch + int(self.experiment.fit.epochs))
        self.run.change(status="running", test=None)
        self._launch(self._loop)

    def stop(self) -> None:
        """End the run; its curves and weights stay."""
        if self.run.active or self.run.status == "paused":
            self.run.change(status="stopped", seconds_left=None)
            self._launch(self._test)

    def _begin(self, experiment: Experiment) -> None:
        self.experiment, self.state, self.callbacks = experiment, None, None
        self._seconds, self._stepping = SLICE, False
        self.run.begin(int(experiment.fit.epochs))

    def _launch(self, work: Work) -> None:
        """Do this from now on: what was under way ends after its slice, and only then this begins."""
        self._turn += 1
        turn, count, previous = self._turn, self.run.count, self._task

        async def after() -> None:
            if previous is not None and not previous.done():
                await asyncio.wait([previous])
            try:
                if turn == self._turn:
                    await work(turn)
            except Exception:
                log.exception("a run failed")
                self._failed(Problem(("fit",), "worker_failed"), count)

        self._task = asyncio.get_running_loop().create_task(after())

    async def _loop(self, turn: int) -> None:
        count, began, at = self.run.count, monotonic(), self.run.progress
        while self.run.active and turn == self._turn:
            if not await self._slice(Budget(seconds=self._seconds), count):
                return
            self._estimate(monotonic() - began, at)
        if self.run.status == "finished":
            await self._test(turn)

    async def _single(self, turn: int) -> None:
        if self.run.active and not await self._slice(Budget(batches=1), self.run.count):
            return
        if self.run.status == "running" and turn == self._turn:
            self._stepping = False
            self.run.change(status="paused")
        if self.run.status == "finished":
            await self._test(turn)

    async def _slice(self, budget: Budget, count: int) -> bool:
        """Train one slice; False if the run ended with a problem or another run has begun."""
        assert self.experiment is not None
        began = monotonic()
        job = Job(self.experiment, self.state, budget, self.run.epochs, callbacks=self.callbacks)
        try:
            outcome = await self.workers.run(run_slice, job)
        except ProblemError as error:
            return self._failed(error.problem, count)
        except (BrokenProcessPool, MemoryError):
            return self._failed(Problem(("fit",), "worker_lost"), count)
        except Exception:
            log.exception("a slice failed")
            return self._failed(Problem(("fit",), "worker_failed"), count)
        if self.run.count != count:
            return False
        self._absorb(outcome, monotonic() - began)
        return True

    def _absorb(self, outcome: Outcome, elapsed: float) -> None:
        self.state, self.callbacks = outcome.state, outcome.callbacks
        carrying = max(0.0, elapsed - outcome.seconds)
        self._seconds = min(LONGEST_SLICE, max(SLICE, min(carrying / CARRYING, 4 * self._seconds)))
        if self.run.status == "preparing":
            self.run.status = "running"
        self.run.param.update(batches=outcome.batches, network=outcome.state.network, observation=outcome.observation,
                              stopped_by="" if outcome.callbacks is None else outcome.callbacks.stopped_by)
        self.run.absorb(outcome.events)

    def _failed(self, problem: Problem, count: int) -> bool:
        if self.run.count == count:
            self.run.change(status="failed", problem=problem)
        return False

    def _estimate(self, elapsed: float, at: float) -> None:
        done = self.run.progress - at
        if done > 0 and self.run.active:
            self.run.seconds_left = elapsed / done * (1 - self.run.progress)

    async def _test(self, turn: int) -> None:
        """Loss, metrics and confusion matrix on the test samples, for the weights as they are."""
        if turn != self._turn or self.state is None or self.experiment is None:
            return
        count = self.run.count
        try:
            scores: Scores = await self.workers.run(test_scores, self.experiment, self.state)
        except Exception as error:
            log.exception("the test failed")
            found = error.problem if isinstance(error, ProblemError) else Problem(("fit",), "test_failed")
            if self.run.count == count:
                self.run.change(problem=found)
            return
        if self.run.count == count and turn == self._turn:
            self.run.change(test=scores)
