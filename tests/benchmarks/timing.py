"""Times functions against each other: they take turns within one run, and the ratio of their medians counts."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

MIN_SECONDS = 200e-6
"""Least duration of one measurement, so that the cost of reading the clock does not count."""


def median_seconds(functions: list[Callable[[], object]], rounds: int = 41) -> list[float]:
    """The median time of one call of each function."""
    for function in functions:
        function()
    start = perf_counter()
    functions[0]()
    repeats = max(1, int(MIN_SECONDS / max(1e-7, perf_counter() - start)))
    measured: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, times in zip(functions, measured, strict=True):
            start = perf_counter()
            for _ in range(repeats):
                function()
            times.append((perf_counter() - start) / repeats)
    return [median(times) for times in measured]


def print_row(name: str, size: str, numpy: Callable[[], object], kernel: Callable[[], object]) -> None:
    """Print the microseconds of NumPy and of the kernel, and NumPy divided by the kernel."""
    plain, compiled = median_seconds([numpy, kernel])
    print(f"{name:30} {size:>10} {plain * 1e6:10.1f} {compiled * 1e6:10.1f} {plain / compiled:8.2f}", flush=True)


def print_header() -> None:
    """Print the names of the columns."""
    print(f"{'kernel':30} {'size':>10} {'NumPy µs':>10} {'kernel µs':>10} {'ratio':>8}")
