"""Threads that share one kernel call: how they split the work and wait for one another without returning to Python.

Waiting is a spin loop: checking a counter takes 0.1 µs, waking a sleeping thread about 50 µs. A thread that has spun
for long yields its core, in case the thread that it waits for needs it. On x86 a ``pause`` instruction in the loop
leaves a shared core to the other hyper-thread.

Every parallel kernel takes ``team`` as its last argument: ``(sync_state, num_threads, thread_index, job)``.
``sync_state``, an int64 array, holds the counters that threads share; job is the number of this kernel call, counted
from 1. Thread 0 is the thread that requested the call. A kernel begins with :func:`begin`, ends with :func:`finish`,
and calls :func:`synchronize` equally often in every thread. See :class:`engine.parallel.ThreadTeam`.

Measured 2026-11-30, two cores: with threads that sleep after every kernel call, an epoch of W9 takes 1.26 times as
long. While another program keeps one of two cores busy, threads wait for each other: W8 took up to 7 times as long.
"""

import ctypes
import platform
import sys
from functools import partial
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils

from engine.kernels.lowlevel.ir_builder import (
    INT64,
    Int64,
    MutableInt64,
    Typed,
    emit_if,
    emit_while,
    ir_function,
    minimum,
)
from engine.kernels.lowlevel.simd import declare_intrinsic

JOB, ARRIVALS = 0, 16
"""Indices of two counters in sync_state, in different cache lines. JOB: the jobs (kernel calls) started so far, which
is the number of the last one. ARRIVALS: the arrivals of threads at all barriers so far."""
HAS_PAUSE = platform.machine().lower() in ("x86_64", "amd64")
"""Whether the CPU has the ``pause`` instruction, which takes about 50 cycles."""
SPINS_BEFORE_YIELD = 2_000 if HAS_PAUSE else 20_000
"""Checks before a thread yields its core, some hundredths of a millisecond."""
SPINS_BEFORE_SLEEP = 70_000 if HAS_PAUSE else 1_000_000
"""Checks before an idle thread returns to Python to sleep, about a millisecond."""


def yield_function_address() -> int:
    """The address of the operating system's function that yields the core."""
    if sys.platform == "win32":
        function: Any = ctypes.WinDLL("kernel32").SwitchToThread
    else:
        function = ctypes.CDLL(None).sched_yield
    return int(ctypes.cast(function, ctypes.c_void_p).value or 0)


llvm.add_symbol("keras_blocks_yield", yield_function_address())


def counter_pointer(sync_state: Typed, index: int) -> Any:
    return sync_state.emitter.builder.gep(sync_state.data, [INT64(index)])


def increment(sync_state: Typed, index: int) -> Int64:
    """Atomically add 1 to a counter; returns its previous value."""
    builder = sync_state.emitter.builder
    pointer = counter_pointer(sync_state, index)
    return Int64(sync_state.emitter, builder.atomic_rmw("add", pointer, INT64(1), "acq_rel"))


def read_counter(sync_state: Typed, index: int) -> Int64:
    """A counter's current value, whichever thread wrote it."""
    builder = sync_state.emitter.builder
    return Int64(sync_state.emitter, builder.load_atomic(counter_pointer(sync_state, index), "acquire", 8))


def pause(sync_state: Typed) -> None:
    if HAS_PAUSE:
        builder = sync_state.emitter.builder
        builder.call(declare_intrinsic(builder, "x86.sse2.pause", ir.VoidType()), [])


def arrive(sync_state: Typed, num_threads: Int64) -> Int64:
    """Count this thread's arrival at a barrier; returns the number of arrivals at which all threads have come."""
    return (increment(sync_state, ARRIVALS) // num_threads + 1) * num_threads


def wait_for_arrivals(sync_state: Typed, arrivals: Int64) -> None:
    """Spin until the counter of arrivals has reached ``arrivals``."""
    emitter = sync_state.emitter
    spins = MutableInt64(Int64(emitter, INT64(0)))
    with emit_while(emitter, lambda: read_counter(sync_state, ARRIVALS) < arrivals):
        spins.add(1)
        pause(sync_state)
        with emit_if(emitter, spins.value > SPINS_BEFORE_YIELD):
            emitter.builder.call(cgutils.get_or_insert_function(
                emitter.builder.module, ir.FunctionType(ir.IntType(32), []), "keras_blocks_yield"), [])


@ir_function
def begin(team: Any) -> None:
    """First call in a kernel: thread 0, which has released the GIL by now, lets the others start."""
    sync_state, num_threads, thread_index, _ = team
    with emit_if(sync_state.emitter, num_threads > 1), emit_if(sync_state.emitter, thread_index.equals(0)):
        increment(sync_state, JOB)


@ir_function
def synchronize(team: Any) -> None:
    """A barrier: wait until all threads are here."""
    sync_state, num_threads, _, _ = team
    with emit_if(sync_state.emitter, num_threads > 1):
        wait_for_arrivals(sync_state, arrive(sync_state, num_threads))


@ir_function
def finish(team: Any) -> None:
    """Last call in a kernel: thread 0 waits for all; the others spin for a while until the next job begins."""
    sync_state, num_threads, thread_index, job = team
    emitter = sync_state.emitter
    with emit_if(emitter, num_threads > 1):
        arrivals = arrive(sync_state, num_threads)
        with emitter.builder.if_else(thread_index.equals(0)) as (caller, worker):
            with caller:
                wait_for_arrivals(sync_state, arrivals)
            with worker:
                spins = MutableInt64(Int64(emitter, INT64(0)))
                with emit_while(emitter, lambda: emitter.builder.and_(
                        read_counter(sync_state, JOB).equals(job), spins.value < SPINS_BEFORE_SLEEP)):
                    spins.add(1)
                    pause(sync_state)


@partial(ir_function, results=2)
def split_range(length: Int64, team: Any) -> tuple[Int64, Int64]:
    """This thread's part ``(first, end)`` of ``range(length)``; both are multiples of 8 or equal to length."""
    _, num_threads, thread_index, _ = team
    size = (length + num_threads * 8 - 1) // (num_threads * 8) * 8
    return minimum(thread_index * size, length), minimum(thread_index * size + size, length)


@partial(ir_function, results=2)
def split_samples(samples: Int64, per_sample: Int64, team: Any) -> tuple[Int64, Int64]:
    """This thread's part ``(first, end)`` of ``samples · per_sample`` windows or tiles; no sample is split."""
    _, num_threads, thread_index, _ = team
    return (samples * thread_index // num_threads * per_sample,
            samples * (thread_index + 1) // num_threads * per_sample)
