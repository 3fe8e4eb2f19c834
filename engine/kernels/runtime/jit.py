"""Decorators that make a kernel: compiled on first use, cached on disk. A cache that fails costs only time."""

from collections.abc import Callable
from typing import Any

import numba
from numpy.typing import NDArray

from engine.kernels.runtime.cache import OPTIONS, make_cache
from engine.kernels.runtime.interrupts import uninterrupted

Array = NDArray[Any]


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function on its first call with arguments of certain types; it runs in one thread, without the GIL."""
    return enable_cache(function, numba.njit(**OPTIONS)(function))


def inner(function: Callable[..., Any]) -> Any:
    """A kernel that only other kernels call. It has no wrapper for Python (a tenth of the compile time), so calling it
    from Python crashes the process."""
    return enable_cache(function, numba.njit(no_cpython_wrapper=True, **OPTIONS)(function))


def inlined(function: Callable[..., Any]) -> Any:
    """A function that is compiled into each kernel that calls it."""
    return numba.njit(inline="always", **OPTIONS)(function)


def enable_cache(function: Callable[..., Any], dispatcher: Any) -> Any:
    """Give a dispatcher its cache, and let it compile and load without interruption."""
    cache = None if numba.config.DISABLE_JIT else make_cache(function)
    if cache is not None:
        dispatcher._cache = cache
    if hasattr(dispatcher, "compile"):  # not with NUMBA_DISABLE_JIT
        compile_now = dispatcher.compile

        def compile_uninterrupted(sig: Any) -> Any:
            with uninterrupted:
                return compile_now(sig)

        dispatcher.compile = compile_uninterrupted
    return dispatcher
