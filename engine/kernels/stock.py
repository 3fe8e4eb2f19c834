"""What of the compiled kernels is in stock: how many, where their machine code lies, and how much of it was new."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from numba.core.dispatcher import Dispatcher

from engine.kernels import KERNELS


def dispatchers() -> Iterator[tuple[str, Any]]:
    """Every kernel with its name, those that only other kernels' modules use included."""
    for module in KERNELS:
        for name, value in vars(import_module(f"engine.kernels.{module}")).items():
            if isinstance(value, Dispatcher) and value.py_func.__module__ == f"engine.kernels.{module}":
                yield f"{module}.{name}", value


def signatures() -> set[tuple[str, str]]:
    """The kernels that this process has ready, each with the types of its arguments."""
    return {(name, str(types)) for name, kernel in dispatchers() for types in kernel.signatures}


def report() -> str:
    """One line: kernels ready, compiled and read from the cache by this process, and the folders that keep them."""
    kernels = [kernel for _, kernel in dispatchers() if kernel.signatures]
    read = sum(sum(kernel.stats.cache_hits.values()) for kernel in kernels)
    compiled = sum(len(kernel.signatures) for kernel in kernels) - read
    folders = sorted({str(kernel.stats.cache_path) for kernel in kernels if kernel.stats.cache_path})
    kept = f"kept in {', '.join(folders)}" if folders else "kept nowhere: no folder can be written"
    return f"{len(kernels)} kernels ready, {compiled} compiled and {read} read from the cache; {kept}"
