"""Upsample an axis by an integer factor; each new value is a weighted sum of its neighbours."""

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
"""``(kernel, radius)``. kernel: the weight of a neighbour as a function of its distance. radius: the distance from
which the weight is 0."""


@cache
def phase_weights(interpolation: str, factor: int) -> tuple[tuple[int, int, float], ...]:
    """``(phase, neighbour, weight)``: output ``h · factor + phase`` is the sum of ``weight · x[h + neighbour]``.

    Output ``index`` is at input coordinate ``(index + 1/2) / factor - 1/2`` (half-pixel centers: the edges align).
    """
    kernel, radius = KERNELS[interpolation]
    weights = []
    for phase in range(factor):
        position = (phase + 0.5) / factor - 0.5
        neighbours = range(floor(position) - radius + 1, floor(position) + radius + 1)
        weights += [(phase, n, kernel(n - position)) for n in neighbours if kernel(n - position)]
    return tuple(weights)


def weighted_slices(interpolation: str, factor: int, length: int) -> Iterator[tuple[slice, slice, float]]:
    """Yield ``(output slice, input slice, weight)`` for each term of the sums in :func:`phase_weights`.

    Neighbours beyond the ends of the input are left out.
    """
    for phase, neighbour, weight in phase_weights(interpolation, factor):
        first, end = max(0, -neighbour), min(length, length - neighbour)
        if first < end:
            yield (slice(first * factor + phase, (end - 1) * factor + phase + 1, factor),
                   slice(first + neighbour, end + neighbour), weight)


def upsample_axis(x: Array, axis: int, factor: int, interpolation: str) -> Array:
    """Make one axis of ``x`` ``factor`` times as long; the weights of each output sum to 1, also at the ends."""
    length = x.shape[axis]
    y = np.zeros((*x.shape[:axis], length * factor, *x.shape[axis + 1:]), x.dtype)
    for new, old, weight in weighted_slices(interpolation, factor, length):
        y[_axis_index(axis, new)] += x[_axis_index(axis, old)] * x.dtype.type(weight)
    y /= _weight_sums(interpolation, factor, length, y.ndim - axis - 1).astype(x.dtype)
    return y


def upsample_axis_gradient(dy: Array, axis: int, factor: int, interpolation: str) -> Array:
    """The gradient of :func:`upsample_axis`: its transpose applied to ``dy``."""
    length = dy.shape[axis] // factor
    dx = np.zeros((*dy.shape[:axis], length, *dy.shape[axis + 1:]), dy.dtype)
    dy = dy / _weight_sums(interpolation, factor, length, dy.ndim - axis - 1).astype(dy.dtype)
    for new, old, weight in weighted_slices(interpolation, factor, length):
        dx[_axis_index(axis, old)] += dy[_axis_index(axis, new)] * dy.dtype.type(weight)
    return dx


def _weight_sums(interpolation: str, factor: int, length: int, trailing_axes: int) -> Array:
    """The sum of the weights of every output, with ``trailing_axes`` axes of length 1 for broadcasting."""
    total = np.zeros(length * factor)
    for new, _, weight in weighted_slices(interpolation, factor, length):
        total[new] += weight
    return total.reshape(-1, *(1,) * trailing_axes)


def _axis_index(axis: int, part: slice) -> tuple[slice, ...]:
    return (*(slice(None),) * axis, part)
