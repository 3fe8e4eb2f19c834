"""Dropout with counter-based random numbers: each is computed from a key and an index where it is needed.

No mask is kept between forward and backward, and the result does not depend on how the work is split.
"""

from typing import Any

from numba import uint64, uintp

from engine.kernels.lowlevel.thread_sync import begin, finish, split_range
from engine.kernels.runtime.jit import Array, inner, kernel


@inner
def random_bits(key: Any, index: Any) -> Any:
    """A uniform random integer below 2⁶⁴. key, index: uint64.

    Source: Steele, Lea & Flood 2014, "Fast Splittable Pseudorandom Number Generators": value ``index`` of SplitMix64
    seeded with key.
    """
    z = key + (index + uint64(1)) * uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@kernel
def apply_dropout(x: Array, y: Array, key: int, threshold: int, scale: float, team: Any) -> None:
    """``y[i] = scale · x[i]``, or 0 if ``random_bits(key, i) < threshold``.

    x, y: ``(n,)``, contiguous. key, threshold: uint64. team: :mod:`engine.kernels.lowlevel.thread_sync`.
    """
    begin(team)
    factor, zero, (first, end) = x.dtype.type(scale), x.dtype.type(0), split_range(x.size, team)
    x, y, offset = x[first:end], y[first:end], uint64(first)
    for i in range(uintp(x.size)):
        y[i] = zero if random_bits(key, offset + uint64(i)) < threshold else factor * x[i]
    finish(team)


@inner
def dropout_inplace(x: Array, key: int, offset: int, threshold: int, scale: float) -> None:
    """Like :func:`apply_dropout`, but in place, and ``x[i]`` uses the random integer of index ``offset + i``.

    With one array instead of two, LLVM need not check for overlap.
    """
    scale, zero = x.dtype.type(scale), x.dtype.type(0)
    for i in range(uintp(x.size)):
        scaled = scale * x[i]
        x[i] = zero if random_bits(key, offset + uint64(i)) < threshold else scaled
