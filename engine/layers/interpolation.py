"""Stretching an axis by a whole factor: numbers between the given ones, as weighted sums of their neighbours."""

from collections.abc import Callable, Iterator
from functools import cache
from math import floor, pi, sin

import numpy as np

from engine.typing import Array


def _linear(u: float) -> float:
    return max(0.0, 1 - abs(u))


def _cubic(u: float) -> float:
    """Keys 1981, equation 4, with a = -1/2."""
    u = abs(u)
    if u < 1:
        return (1.5 * u - 2.5) * u * u + 1
    return ((-0.5 * u + 2.5) * u - 4) * u + 2 if u < 2 else 0.0


def _lanczos(radius: int) -> Callable[[float], float]:
    def kernel(u: float) -> float:
        if abs(u) >= radius:
            return 0.0
        return 1.0 if u == 0 else radius * sin(pi * u) * sin(pi * u / radius) / (pi * u) ** 2

    return kernel


KERNELS: dict[str, tuple[Callable[[float], float], int]] = {
    "bilinear": (_linear, 1), "bicubic": (_cubic, 2), "lanczos3": (_lanczos(3), 3), "lanczos5": (_lanczos(5), 5),
}
"""How much a number counts by its distance, and the distance from which on it does not."""


@cache
def terms(interpolation: str, factor: int) -> tuple[tuple[int, int, float], ...]:
    """``(phase, neighbour, weight)``: new number ``h · factor + phase`` is the sum of ``weight · x[h + neighbour]``.

    New numbers lie at ``(index + 1/2) / factor - 1/2`` between the old ones: both have their edges in common.
    """
    kernel, radius = KERNELS[interpolation]
    found = []
    for phase in range(factor):
        at = (phase + 0.5) / factor - 0.5
        neighbours = range(floor(at) - radius + 1, floor(at) + radius + 1)
        found += [(phase, n, kernel(n - at)) for n in neighbours if kernel(n - at)]
    return tuple(found)


def pieces(interpolation: str, factor: int, length: int) -> Iterator[tuple[slice, slice, float]]:
    """Which new numbers are sums of which old ones, with which weight; neighbours beyond the ends are left out."""
    for phase, neighbour, weight in terms(interpolation, factor):
        first, end = max(0, -neighbour), min(length, length - neighbour)
        if first < end:
            yield (slice(first * factor + phase, (end - 1) * factor + phase + 1, factor),
                   slice(first + neighbour, end + neighbour), weight)


def stretched(x: Array, axis: int, factor: int, interpolation: str) -> Array:
    """``x`` with so many times as many numbers along an axis; weights of a new number sum to 1, at the ends too."""
    length = x.shape[axis]
    y = np.zeros((*x.shape[:axis], length * factor, *x.shape[axis + 1:]), x.dtype)
    for new, old, weight in pieces(interpolation, factor, length):
        y[_at(axis, new)] += x[_at(axis, old)] * x.dtype.type(weight)
    y /= _totals(interpolation, factor, length, y.ndim - axis - 1).astype(x.dtype)
    return y


def shrunk(dy: Array, axis: int, factor: int, interpolation: str) -> Array:
    """The transpose of :func:`stretched`."""
    length = dy.shape[axis] // factor
    dx = np.zeros((*dy.shape[:axis], length, *dy.shape[axis + 1:]), dy.dtype)
    dy = dy / _totals(interpolation, factor, length, dy.ndim - axis - 1).astype(dy.dtype)
    for new, old, weight in pieces(interpolation, factor, length):
        dx[_at(axis, old)] += dy[_at(axis, new)] * dy.dtype.type(weight)
    return dx


def _totals(interpolation: str, factor: int, length: int, behind: int) -> Array:
    """The sum of the weights of every new number, with axes to be stretched along those behind it."""
    total = np.zeros(length * factor)
    for new, _, weight in pieces(interpolation, factor, length):
        total[new] += weight
    return total.reshape(-1, *(1,) * behind)


def _at(axis: int, part: slice) -> tuple[slice, ...]:
    return (*(slice(None),) * axis, part)
