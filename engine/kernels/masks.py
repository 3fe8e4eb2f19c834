"""Dropout in one pass: the random number of a place is computed where it is needed, from a key and the place.

So no mask is kept between forward and backward, and it makes no difference in how many parts the work is done.
"""

from typing import Any

from numba import uint64, uintp

from engine.kernels.barrier import begin, finish, share
from engine.kernels.jit import Array, inner, kernel


@inner
def number_at(key: Any, place: Any) -> Any:
    """A random number, uniform over the integers below 2⁶⁴. key, place: uint64.

    Source: Steele, Lea & Flood 2014, "Fast Splittable Pseudorandom Number Generators": SplitMix64 begun at key, of
    which place k has the number k.
    """
    z = key + (place + uint64(1)) * uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@kernel
def drop(x: Array, y: Array, key: int, limit: int, scale: float, team: Any) -> None:
    """``y = scale · x``, or 0 where the random number of a place is below limit.

    x, y: ``(n,)``, contiguous. key, limit: uint64. team: :mod:`engine.kernels.barrier`.
    """
    begin(team)
    factor, zero, (first, end) = x.dtype.type(scale), x.dtype.type(0), share(x.size, team)
    x, y, before = x[first:end], y[first:end], uint64(first)
    for i in range(uintp(x.size)):
        y[i] = zero if number_at(key, before + uint64(i)) < limit else factor * x[i]
    finish(team)


@inner
def drop_in_place(x: Array, key: int, first: int, limit: int, scale: float) -> None:
    """As :func:`drop` with ``y = x``, which holds the places first and on. Of two arrays that may be one, no fast loop
    can be made."""
    scale, zero = x.dtype.type(scale), x.dtype.type(0)
    for i in range(uintp(x.size)):
        kept = scale * x[i]
        x[i] = zero if number_at(key, first + uint64(i)) < limit else kept
