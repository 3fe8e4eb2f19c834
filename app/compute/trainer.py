"""Carries one learner's run through the workers, slice by slice, and lets it be paused, gone on with, and stopped."""

import asyncio
import logging
from collections.abc import Coroutine
from concurrent.futures.process import BrokenProcessPool
from time import monotonic
from typing import Any, final

from app.compute.slices import Job, Outcome, run_slice
from app.compute.testing import Scores, test_scores
from app.compute.workers import Workers
from app.state.run import Run
from engine.problems import Problem, ProblemError
from engine.specs.experiment import Experiment
from engine.training.advance import Budget
from engine.training.state import TrainingState

SLICE = 0.08
LONGEST_SLICE = 2.0
CARRYING = 0.05
"""A slice lasts at least so many seconds; longer where carrying the state would cost more than this share of it."""

log = logging.getLogger(__name__)


@final
class Trainer:
    """The run of one notebook. All methods are called on the server's event loop."""

    def __init__(self, run: Run, workers: Workers) -> None:
        self.run = run
        self.workers = workers
        self.experiment: Experiment | None = None
        self.state: TrainingState | None = None
        self._task: asyncio.Task[None] | None = None
        self._seconds = SLICE
        self._single_batch = False

    def start(self, experiment: Experiment) -> None:
        """Begin anew with new weights."""
        self._begin(experiment)
        self._go()

    def one_batch(self, experiment: Experiment) -> None:
        """Train a single batch, beginning a run if there is none to go on with."""
        if self.run.active:
            return
        if self.run.status != "paused":
            self._begin(experiment)
        self._single_batch = True
        self.run.change(status="running")
        self._launch(self._single())

    def pause(self) -> None:
        """Stand still after the slice that is under way."""
        if self.run.active:
            self.run.change(status="paused")

    def resume(self) -> None:
        """Go on where the run stands, or after the single batch; a finished run goes on for as many epochs again."""
        self._single_batch = False
        if self.run.active or self.experiment is None or self.state is None:
            return
        if self.run.status == "finished":
            self.run.change(epochs=self.run.epoch + self.experiment.fit.epochs)
        self.run.change(status="running", test=None)
        self._go()

    def stop(self) -> None:
        """End the run; its curves and weights stay."""
        if self.run.active or self.run.status == "paused":
            self.run.change(status="stopped", seconds_left=None)
            self._launch(self._test())

    def _begin(self, experiment: Experiment) -> None:
        self.experiment, self.state, self._seconds, self._single_batch = experiment, None, SLICE, False
        self.run.begin(int(experiment.fit.epochs))

    def _go(self) -> None:
        self._launch(self._loop(self.run.count))

    def _launch(self, work: Coroutine[Any, Any, None]) -> None:
        previous = self._task

        async def after() -> None:
            if previous is not None and not previous.done():
                await asyncio.wait([previous])
            await work

        self._task = asyncio.get_running_loop().create_task(after())

    async def _loop(self, count: int) -> None:
        began, at = monotonic(), self.run.progress
        while self.run.active and self.run.count == count:
            if not await self._slice(Budget(seconds=self._seconds), count):
                return
            self._estimate(monotonic() - began, at)
        if self.run.status in ("finished", "stopped") and self.run.count == count:
            await self._test()

    async def _single(self) -> None:
        count = self.run.count
        if await self._slice(Budget(batches=1), count) and self.run.status == "running":
            if self._single_batch:
                self.run.change(status="paused")
            else:
                await self._loop(count)

    async def _slice(self, budget: Budget, count: int) -> bool:
        """Train one slice; False if the run ended with a problem or another run has begun."""
        assert self.experiment is not None
        began = monotonic()
        job = Job(self.experiment, self.state, budget, self.run.epochs)
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
        self.state = outcome.state
        carrying = max(0.0, elapsed - outcome.seconds)
        self._seconds = min(LONGEST_SLICE, max(SLICE, min(carrying / CARRYING, 4 * self._seconds)))
        if self.run.status == "preparing":
            self.run.status = "running"
        self.run.param.update(batches=outcome.batches, network=outcome.state.network, observation=outcome.observation)
        self.run.absorb(outcome.events)

    def _failed(self, problem: Problem, count: int) -> bool:
        if self.run.count == count:
            self.run.change(status="failed", problem=problem)
        return False

    def _estimate(self, elapsed: float, at: float) -> None:
        done = self.run.progress - at
        if done > 0 and self.run.active:
            self.run.seconds_left = elapsed / done * (1 - self.run.progress)

    async def _test(self) -> None:
        """Loss, metrics and confusion matrix on the test samples, for the weights as they are."""
        if self.state is None or self.experiment is None:
            return
        count = self.run.count
        try:
            scores: Scores = await self.workers.run(test_scores, self.experiment, self.state)
        except Exception:  # the run stands all the same
            log.exception("the test failed")
            return
        if self.run.count == count:
            self.run.change(test=scores)
