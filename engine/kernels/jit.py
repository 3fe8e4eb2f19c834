"""The decorators that make a kernel: compiled on first use, kept on disk, never fatal when the disk is not."""

from collections.abc import Callable
from typing import Any

import numba
from numpy.typing import NDArray

from engine.kernels.cache import OPTIONS, cache_of

Array = NDArray[Any]


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function for the types it is first called with; it runs without the GIL, in one thread."""
    return cached(function, numba.njit(**OPTIONS)(function))


def inner(function: Callable[..., Any]) -> Any:
    """A kernel that other kernels alone call: without what Python would need for that, a tenth of the time. Called from
    Python, it would crash."""
    return cached(function, numba.njit(no_cpython_wrapper=True, **OPTIONS)(function))


def cached(function: Callable[..., Any], compiled: Any) -> Any:
    """Let what is compiled be kept on disk."""
    cache = cache_of(function)
    if cache is not None:
        compiled._cache = cache
    return compiled


def inlined(function: Callable[..., Any]) -> Any:
    """A part of one kernel, which is compiled with it and nowhere else."""
    return numba.njit(inline="always", **OPTIONS)(function)
