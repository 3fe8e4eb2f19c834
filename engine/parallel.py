"""Data-parallel execution: split a batch into slices, one per thread.

Kernels and BLAS release the GIL, so threads run at the same time. Their number is ``OPENBLAS_NUM_THREADS`` or
``OMP_NUM_THREADS``, as for BLAS itself, else the number of cores that this process may use, but at most MAX_THREADS.
Slices depend only on that number and on the batch, so a run gives the same bits every time.
"""

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import cache
from itertools import pairwise
from threading import Lock, Semaphore, Thread
from typing import Any, TypeVar, final

import numpy as np

from engine import kernels
from engine.kernels.runtime.blas import SET_NUM_THREADS_NAMES, find_function
from engine.kernels.runtime.interrupts import uninterrupted
from engine.typing import Array

T = TypeVar("T")
MIN_PRODUCTS_PER_SLICE = 4_000_000
"""Minimum number of multiplications in a slice, about 0.1 ms; fewer are not worth waking a thread and returning to
Python."""
MIN_PRODUCTS_PER_THREAD = 1_000_000
"""The same for a thread's part of one kernel call, since threads wait for it in a spin loop."""
MIN_VALUES_PER_THREAD = 200_000
"""Minimum number of values for a thread's part of a kernel call that passes over memory once."""
MAX_THREADS = 16
JOB = 0
"""Index into a team's sync_state: the counter of jobs started (:mod:`engine.kernels.lowlevel.thread_sync`)."""


@cache
def available_threads() -> int:
    """The maximum number of threads that share a batch."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        value = os.environ.get(name, "")
        if value.isdecimal() and int(value) > 0:
            return min(int(value), MAX_THREADS)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_THREADS)


def threads_for_products(products: int) -> int:
    """The number of threads for one kernel call of that many multiplications."""
    return max(1, min(available_threads(), products // MIN_PRODUCTS_PER_THREAD))


def threads_for_values(values: int) -> int:
    """The number of threads for one kernel call that passes over that many values."""
    return max(1, min(available_threads(), values // MIN_VALUES_PER_THREAD))


def run_parallel(count: int, work: Callable[[Any], T]) -> T:
    """Run ``work(team)``, one kernel call, in ``count`` threads at once; returns the result of the caller's thread.

    team: as in :mod:`engine.kernels.lowlevel.thread_sync`.
    """
    return work(kernels.SINGLE_THREAD) if count == 1 else _team(os.getpid(), count).run(work)


def parallel_for(values: int, work: Callable[[Any], T]) -> T:
    """:func:`run_parallel` for a kernel that passes over that many values."""
    return run_parallel(threads_for_values(values), work)


def split_batch(length: int, products: int) -> list[slice]:
    """Slices of a batch of ``length`` samples, as equal as possible. products: multiplications per sample."""
    count = max(1, min(available_threads(), length, length * products // MIN_PRODUCTS_PER_SLICE))
    edges = [length * k // count for k in range(count + 1)]
    return [slice(*edge) for edge in pairwise(edges)]


def map_slices(length: int, products: int, work: Callable[[slice], T]) -> list[T]:
    """``[work(part) for part in split_batch(length, products)]``, all at once. An error of any slice is raised."""
    slices = split_batch(length, products)
    if len(slices) == 1:
        return [work(slices[0])]
    with single_threaded_blas():
        return _team(os.getpid(), len(slices)).map(work, slices)


def sum_slices(length: int, products: int, total: Array, work: Callable[[slice, Array], Any]) -> None:
    """Write to total the sum of the arrays that ``work(slice, array)`` fills, added in the order of the slices."""

    def write_part(part: slice) -> Array:
        out = total if part.start == 0 else np.empty_like(total)
        work(part, out)
        return out

    for part in map_slices(length, products, write_part)[1:]:
        total += part


def do_nothing(team: Any) -> None:
    pass


def configure_thread() -> None:
    """Flush denormals to zero in this thread, unless kernels are off."""
    if kernels.enabled():
        kernels.enable_flush_denormals()


@final
class ThreadTeam:
    """Threads that run the same work as the caller's thread, which is thread 0.

    After a kernel call, threads spin inside the kernel for about a millisecond, so that 0.1 ms of work is worth
    sharing; later they sleep. To return to Python a thread needs the GIL, so it leaves the kernel only when thread 0
    has entered its next kernel call, which releases the GIL.
    """

    def __init__(self, count: int) -> None:
        self.count, self.sync_state, self.job = count, np.zeros(64, np.int64), 0
        self.work: Callable[[Any], Any] = do_nothing
        self.lock = Lock()
        self.sleeping, self.wake_ups = [False] * count, [Semaphore(0) for _ in range(count)]
        for index in range(1, count):
            Thread(target=self.serve, args=(index,), name=f"batch-{index}", daemon=True).start()

    def run(self, work: Callable[[Any], T]) -> T:
        """Run ``work(team)``, one kernel call, in all threads; returns thread 0's result. One job at a time."""
        with uninterrupted, self.lock:
            self._start(work)
            try:
                return work((self.sync_state, self.count, 0, self.job))
            except BaseException:
                self.dismiss()
                raise
            finally:
                self.work = do_nothing  # releases the arrays that work holds

    def map(self, work: Callable[[slice], T], slices: list[slice]) -> list[T]:
        """``[work(part) for part in slices]``, one slice per thread, in Python; raises the first error."""
        results: list[Any] = [None] * self.count
        errors: list[BaseException] = []
        finished = Semaphore(0)
        contexts = [copy_context() for _ in slices]

        def run_slice(team: Any) -> None:
            index = team[2]
            try:
                results[index] = contexts[index].run(work, slices[index])
            except BaseException as error:
                errors.append(error)
            finished.release()

        with uninterrupted, self.lock:
            self._start(run_slice)
            self.sync_state[JOB] += 1  # in a kernel call, the kernel of thread 0 does this
            run_slice((self.sync_state, self.count, 0, self.job))
            for _ in slices:
                finished.acquire()  # no thread may write after this function has returned
            self.work = do_nothing
        if errors:
            raise errors[0]
        return results

    def _start(self, work: Callable[[Any], Any]) -> None:
        self.work, self.job = work, self.job + 1
        for wake_up, is_sleeping in zip(self.wake_ups, list(self.sleeping), strict=True):
            if is_sleeping:
                wake_up.release()

    def serve(self, index: int) -> None:
        """The loop of thread ``index``."""
        configure_thread()
        done = 0
        while True:
            self.sleeping[index] = True
            while self.job == done and self.count:
                self.wake_ups[index].acquire()
            self.sleeping[index] = False
            if not self.count:
                return
            done = self.job
            self.work((self.sync_state, self.count, index, done))

    def dismiss(self) -> None:
        """End the threads, so that none waits for a thread that has failed; the next job gets a new team."""
        self.count = 0
        self.sync_state += 1 << 40
        for wake_up in self.wake_ups:
            wake_up.release()
        _team.cache_clear()


@cache
def _team(process_id: int, count: int) -> ThreadTeam:
    """The threads of this process; a forked process has none of its parent's."""
    return ThreadTeam(count)


_blas_users = 0
_blas_lock = Lock()


@contextmanager
def single_threaded_blas() -> Iterator[None]:
    """Limit BLAS to one thread inside the ``with`` block: its threads would spin on the cores that our threads use.

    May be nested and used in several threads at once; the last exit sets BLAS to :func:`available_threads`.
    Nothing happens if NumPy's BLAS is not OpenBLAS.
    """
    global _blas_users  # noqa: PLW0603  (BLAS has one setting per process)
    set_num_threads = _blas_set_num_threads() or (lambda number: None)
    with _blas_lock:
        _blas_users += 1
        if _blas_users == 1:
            set_num_threads(1)
    try:
        yield
    finally:
        with _blas_lock:
            _blas_users -= 1
            if _blas_users == 0:
                set_num_threads(available_threads())


@cache
def _blas_set_num_threads() -> Callable[[int], Any] | None:
    """OpenBLAS's function that sets its number of threads, if NumPy brings OpenBLAS."""
    function = next(filter(None, map(find_function, SET_NUM_THREADS_NAMES)), None)
    if function is not None:
        function.argtypes, function.restype = [ctypes.c_int], None
    return function
