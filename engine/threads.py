"""Two hands for one batch: work that is cut into slices of samples, one a thread.

Threads gain because kernels and BLAS let go of the GIL. How many there are is said by ``OPENBLAS_NUM_THREADS`` or
``OMP_NUM_THREADS``, as for BLAS itself, else by the processors that this process may use. The slices depend on that
number and on the batch alone: so the same run gives the same bits.
"""

import ctypes
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from functools import cache
from itertools import pairwise
from threading import Lock, Semaphore, Thread
from typing import Any, TypeVar, final

import numpy as np

from engine import kernels
from engine.kernels.runtime.blas import SWITCHES, found
from engine.typing import Array

T = TypeVar("T")
WORTHWHILE = 4_000_000
"""How many multiplications, about 0.1 ms of them, a thread has to be given to be worth its waking."""
HANDFUL = 1_000_000
"""The same where they look out for work in a kernel, without being woken."""
MANY = 200_000
"""How many numbers, one pass over them, a thread has to be given."""
MOST = 16
"""More threads than this share no batch: its slices would be too thin."""


@cache
def threads() -> int:
    """How many threads share the work of a batch."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        said = os.environ.get(name, "")
        if said.isdecimal() and int(said) > 0:
            return min(int(said), MOST)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, MOST)


def parts(length: int, products: int) -> list[slice]:
    """Slices of a batch of so many samples, as equal as can be. products: the multiplications that a sample takes."""
    count = max(1, min(threads(), length, length * products // WORTHWHILE))
    edges = [length * k // count for k in range(count + 1)]
    return [slice(*edge) for edge in pairwise(edges)]


def in_parts(length: int, products: int, work: Callable[[slice], T]) -> list[T]:
    """``[work(part) for part in parts(length, products)]``, all at once; the caller's own thread does the first."""
    first, *others = parts(length, products)
    if not others:
        return [work(first)]
    with single_blas():
        waiting = [_pool(os.getpid(), len(others)).submit(copy_context().run, work, part) for part in others]
        try:
            done = [work(first)]
        finally:
            found = [future.exception() for future in waiting]  # waits: nobody writes when this function has ended
    if any(found):
        raise next(filter(None, found))
    return done + [future.result() for future in waiting]


def hands(products: int) -> int:
    """How many threads go together through one call of a kernel that takes so many multiplications."""
    return max(1, min(threads(), products // HANDFUL))


def together(count: int, work: Callable[[Any], T]) -> T:
    """``work(team)``, which is one call of a kernel, by so many threads at once; what the caller's own finds.

    team: as :mod:`engine.kernels.lowlevel.thread_sync` says.
    """
    return work(kernels.SINGLE_THREAD) if count == 1 else _crew(os.getpid(), count).run(work)


def over(numbers: int, work: Callable[[Any], T]) -> T:
    """:func:`together` for what takes a moment a number."""
    return together(hands_over(numbers), work)


def hands_over(numbers: int) -> int:
    """How many threads that takes."""
    return max(1, min(threads(), numbers // MANY))


def sum_of_parts(length: int, products: int, total: Array, work: Callable[[slice, Array], Any]) -> None:
    """``total = Σ part``, each written by ``work(slice, part)`` where it is told; added up in the slices' order."""

    def one(part: slice) -> Array:
        where = total if part.start == 0 else np.empty_like(total)
        work(part, where)
        return where

    for more in in_parts(length, products, one)[1:]:
        total += more


def idle(team: Any) -> None:
    """No work."""


def start_thread() -> None:
    """Flush denormals to zero in this thread, unless kernels are off."""
    if kernels.enabled():
        kernels.enable_flush_denormals()


@final
class Crew:
    """Threads that wait for work in a kernel, looking out for it, so that what takes 0.1 ms is worth sharing.

    Hand 0 is whoever calls :meth:`run`. The others come back to Python, for which they need its lock, only when hand 0
    has begun, in its kernel, and so has let go of the lock; else one of the two would have to be put to sleep.
    """

    def __init__(self, count: int) -> None:
        self.count, self.board, self.job = count, np.zeros(64, np.int64), 0
        self.work: Callable[[Any], Any] = idle
        self.lock = Lock()
        self.asleep, self.calls = [False] * count, [Semaphore(0) for _ in range(count)]
        for hand in range(1, count):
            Thread(target=self.serve, args=(hand,), name=f"hand-{hand}", daemon=True).start()

    def run(self, work: Callable[[Any], T]) -> T:
        """The work of all hands; what hand 0 finds. One crew does one thing at a time."""
        with self.lock:
            self.work, self.job = work, self.job + 1
            for call in [call for call, asleep in zip(self.calls, self.asleep, strict=True) if asleep]:
                call.release()
            try:
                return work((self.board, self.count, 0, self.job))
            except BaseException:
                self.dismiss()
                raise
            finally:
                self.work = idle  # what arrays the work holds is free

    def serve(self, hand: int) -> None:
        """What the thread of another hand does."""
        start_thread()
        done = 0
        while True:
            self.asleep[hand] = True
            while self.job == done and self.count:
                self.calls[hand].acquire()
            self.asleep[hand] = False
            if not self.count:
                return
            done = self.job
            self.work((self.board, self.count, hand, done))

    def dismiss(self) -> None:
        """Let nobody wait for ever for one who will not come; another crew does what comes next."""
        self.count = 0
        self.board += 1 << 40
        for call in self.calls:
            call.release()
        _crew.cache_clear()


@cache
def _crew(process: int, count: int) -> Crew:
    """The threads of this process; a forked one has none of its parent's."""
    return Crew(count)


@cache
def _pool(process: int, workers: int) -> ThreadPoolExecutor:
    """So many threads of this process; a forked one has none of its parent's."""
    return ThreadPoolExecutor(workers, thread_name_prefix="batch", initializer=start_thread)


_inside = 0
_lock = Lock()


@contextmanager
def single_blas() -> Iterator[None]:
    """Meanwhile BLAS has one thread: its own would wait for work in a loop, on the processors that ours are to use.

    May stand inside itself, and in several threads at once; the last to leave gives BLAS its threads back.
    """
    global _inside  # noqa: PLW0603  (how many are inside is one number for all threads, as BLAS's setting is)
    put = _blas_switch() or (lambda number: None)
    with _lock:
        _inside += 1
        if _inside == 1:
            put(1)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                put(threads())


@cache
def _blas_switch() -> Callable[[int], Any] | None:
    """OpenBLAS's function that sets its number of threads, wherever NumPy brought one along; else None."""
    switch = next(filter(None, map(found, SWITCHES)), None)
    if switch is not None:
        switch.argtypes, switch.restype = [ctypes.c_int], None
    return switch
