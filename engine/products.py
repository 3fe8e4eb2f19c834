"""Products of matrices as layers ask for them, each by the way that is the fastest for what they are.

Those of float32 go to a kernel where the processor has vectors for it (:mod:`engine.kernels.microkernel`): small ones
take half of BLAS's time there. All others are NumPy's.
"""

import numpy as np

from engine import kernels, memory
from engine.arrays import Array
from engine.threads import in_parts

WORTH_TURNING = 192
"""Rows of a from which on a transposed b is laid out anew, for the kernel to read it line by line."""


def product(a: Array, b: Array, out: Array | None = None) -> Array:
    """``a @ b`` for matrices, the rows of the result shared among threads. out: where it is to be written."""
    found = memory.empty((len(a), b.shape[1]), np.result_type(a, b)) if out is None else out
    right = readable(a, b)
    in_parts(len(a), a.shape[1] * b.shape[1], lambda part: multiply(a, right, found, rows=part))
    return found


def multiply(a: Array, b: Array, out: Array, add: bool = False, rows: slice = slice(None)) -> Array:
    """``out = a @ b`` for matrices, or ``out += a @ b``, in this thread; rows: those of out that are to be made."""
    if a.dtype == b.dtype == out.dtype == np.float32 and b.flags.c_contiguous and out.flags.c_contiguous and (
            b.size <= kernels.NEAR):
        first, end, _ = rows.indices(len(out))
        if a.flags.c_contiguous:
            kernels.product(a, b, out, (first, end), add)
            return out
        if a.flags.f_contiguous:
            kernels.product_turned(a.T, b, out, (first, end), add)
            return out
    if add:
        out[rows] += a[rows] @ b
    else:
        np.matmul(a[rows], b, out=out[rows])
    return out


def readable(a: Array, b: Array) -> Array:
    """b as the kernel reads it, where that is worth a copy."""
    if b.flags.c_contiguous or b.dtype != np.float32 or not len(a) >= WORTH_TURNING or b.size > kernels.NEAR:
        return b
    return np.ascontiguousarray(b)


def multiply_each(a: Array, b: Array, out: Array, shape: tuple[int, int, int], turned: bool = False,
                  add: bool = False) -> None:
    """:func:`multiply` for as many products as the arrays have rows; a row begins with the numbers of a matrix.

    shape: ``(m, k, n)``, where a holds matrices ``(m, k)``, turned ones ``(k, m)``; b ``(k, n)``; out ``(m, n)``.
    """
    m, k, n = shape
    if a.dtype == np.float32 and k * n <= kernels.NEAR:
        kernels.product_each(a, b, out, shape, turned, add)
        return
    left = a[:, :m * k].reshape(len(a), *((k, m) if turned else (m, k)))
    found = (left.transpose(0, 2, 1) if turned else left) @ b[:, :k * n].reshape(len(b), k, n)
    into = out[:, :m * n]
    np.add(into, found.reshape(into.shape), out=into) if add else np.copyto(into, found.reshape(into.shape))
