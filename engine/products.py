"""Products of matrices as layers ask for them, each by the fastest way for what they are; sums of rows, too.

Those of float32 go to a kernel where the processor has vectors for it (:mod:`engine.kernels.lowlevel.gemm_tile`): small ones
take half of BLAS's time there. All others are NumPy's.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from engine import kernels, memory
from engine.threads import hands, in_parts, together
from engine.typing import Array

NO_ROOM = np.empty((1, 0), np.float32)
"""For a product that lays nothing out."""


def product(a: Array, b: Array, out: Array | None = None) -> Array:
    """``a @ b`` for matrices, shared among threads. out: where it is to be written."""
    found = memory.empty((len(a), b.shape[1]), np.result_type(a, b)) if out is None else out
    each = a.shape[1] * b.shape[1]
    if for_kernel(a, b, found):
        return by_kernel(a, b, found, False, hands(len(a) * each))
    in_parts(len(a), each, lambda part: np.matmul(a[part], b, out=found[part]))
    return found


def multiply(a: Array, b: Array, out: Array, add: bool = False) -> Array:
    """``out = a @ b`` for matrices, or ``out += a @ b``, in this thread."""
    if for_kernel(a, b, out):
        return by_kernel(a, b, out, add, 1)
    if add:
        out += a @ b
    else:
        np.matmul(a, b, out=out)
    return out


def sum_of_rows(rows: Array, out: Array | None = None) -> Array:
    """The sum over axis 0, as a product with ones: over so few rows that is faster than ``np.sum``."""
    total: Array = np.dot(ones(len(rows), rows.dtype), rows, out=out)
    return total


@lru_cache(8)
def ones(length: int, dtype: "np.dtype[Any]") -> Array:
    """A vector of ones, to be read only; the batches of a run have one length, but for the last."""
    vector = np.ones(length, dtype)
    vector.flags.writeable = False
    return vector


def for_kernel(a: Array, b: Array, out: Array) -> bool:
    """Whether the kernels are the way; they read a and b as they are, or one of them as the array that it is the
    transpose of."""
    if not kernels.enabled():
        return False
    if not a.dtype == b.dtype == out.dtype == np.float32 or b.size > kernels.MAX_GEMM_SIZE or not out.flags.c_contiguous:
        return False
    if a.flags.c_contiguous:
        return b.flags.c_contiguous or b.flags.f_contiguous
    return a.flags.f_contiguous and b.flags.c_contiguous


def by_kernel(a: Array, b: Array, out: Array, add: bool, count: int) -> Array:
    """The product by so many threads."""
    turned = not a.flags.c_contiguous, not b.flags.c_contiguous
    left, right = a.T if turned[0] else a, b.T if turned[1] else b
    rooms = np.empty((count, len(b) * kernels.PACK_COLUMNS), np.float32) if turned[1] else NO_ROOM
    together(count, lambda team: kernels.matmul(left, right, out, turned, rooms, add, team))
    return out
