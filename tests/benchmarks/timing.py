"""How benchmarks measure: rivals take turns within one run, and only the ratio of their medians is told."""

from collections.abc import Callable
from statistics import median
from time import perf_counter

ENOUGH = 200e-6  # seconds that one measurement should last, so that the clock's own cost does not count


def seconds(rivals: list[Callable[[], object]], rounds: int = 41) -> list[float]:
    """The median time of one call of each rival."""
    for rival in rivals:
        rival()
    started = perf_counter()
    rivals[0]()
    repeats = max(1, int(ENOUGH / max(1e-7, perf_counter() - started)))
    found: list[list[float]] = [[] for _ in rivals]
    for _ in range(rounds):
        for rival, times in zip(rivals, found, strict=True):
            started = perf_counter()
            for _ in range(repeats):
                rival()
            times.append((perf_counter() - started) / repeats)
    return [median(times) for times in found]


def row(name: str, size: str, numpy: Callable[[], object], kernel: Callable[[], object]) -> None:
    """Print one line of the table: what NumPy and the kernel take, and how often the kernel fits into NumPy."""
    plain, compiled = seconds([numpy, kernel])
    print(f"{name:30} {size:>10} {plain * 1e6:10.1f} {compiled * 1e6:10.1f} {plain / compiled:8.2f}", flush=True)


def head() -> None:
    """Print the first line of the table."""
    print(f"{'kernel':30} {'size':>10} {'NumPy µs':>10} {'kernel µs':>10} {'ratio':>8}")
