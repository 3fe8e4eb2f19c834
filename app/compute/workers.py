"""The worker processes of a server: one pool, started once, replaced when one of its processes dies."""

import asyncio
import logging
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from typing import Any, TypeVar, final

from app.compute.slices import ready
from engine.kernels.runtime.warmup import GROUPS, warm

T = TypeVar("T")

log = logging.getLogger(__name__)

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Several processes with several BLAS threads each on few cores wait for one another: one thread a worker."""


@final
class Workers:
    """Runs functions in worker processes. Any ``concurrent.futures.Executor`` can stand behind it."""

    def __init__(self, count: int, attempts: int = 3, make: Callable[[int], Executor] | None = None) -> None:
        self.count = count
        self.attempts = attempts
        self._make = make or processes
        self._executor: Executor | None = None

    def start(self) -> None:
        """Start the processes, and load and compile what training needs, in the background.

        Each part is compiled by whichever worker is free; the others then find it in the cache on disk. One piece
        follows another: the slice of a learner who is quicker waits for a piece, not for all of them.
        """
        pieces, executor = deque[Callable[[], None]](partial(warm, part) for part in GROUPS), self.executor
        pieces.extend([ready] * self.count)

        def go_on(done: Future[None] | None = None) -> None:
            error = None if done is None or done.cancelled() else done.exception()
            if error is not None and not isinstance(error, BrokenProcessPool):
                log.error("a worker could not be made ready", exc_info=error)
            if done is not None and (done.cancelled() or error is not None):
                return  # the pool is ending, and may not be asked for more from here
            with suppress(RuntimeError):  # the pool has ended meanwhile
                if pieces:
                    executor.submit(pieces.popleft()).add_done_callback(go_on)

        for _ in range(self.count):
            go_on()

    @property
    def executor(self) -> Executor:
        if self._executor is None:
            self._executor = self._make(self.count)
        return self._executor

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """The function's result; tried again on new processes where a process died."""
        for attempt in range(self.attempts):
            executor = self.executor
            try:
                return await asyncio.wrap_future(executor.submit(function, *arguments))
            except BrokenProcessPool:
                self._replace(executor)
                if attempt == self.attempts - 1:
                    raise
        raise AssertionError("attempts is at least 1")

    def _replace(self, broken: Executor) -> None:
        """Leave a broken pool; whoever notices first makes the new one."""
        if self._executor is broken:
            broken.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def stop(self) -> None:
        """End the processes."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None


def processes(count: int) -> ProcessPoolExecutor:
    """A pool of fresh processes, each pinned to one BLAS thread before it imports NumPy."""
    with _environment(ONE_THREAD):
        pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=step_back)
        for _ in range(count):  # the pool starts a process at each submission while none is idle
            pool.submit(os.getpid)
        return pool


def step_back() -> None:
    """Leave the processor to the page where both want it: training fills every core that it is given."""
    if hasattr(os, "nice"):
        os.nice(10)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    kept = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
