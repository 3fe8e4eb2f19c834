"""Matrix multiplication and sums of rows for layers, each by its fastest implementation.

Most float32 products go to the GEMM kernel (:mod:`engine.kernels.lowlevel.gemm`), which takes half of BLAS's time for
small matrices; everything else to NumPy. Both stay: NumPy serves other types, other layouts and large matrices.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from engine import kernels
from engine.parallel import map_slices, run_parallel, threads_for_products
from engine.typing import Array

NO_BUFFER = np.empty((1, 0), np.float32)


def matmul(a: Array, b: Array, out: Array | None = None) -> Array:
    """``a @ b`` for two matrices, in parallel."""
    result = np.empty((len(a), b.shape[1]), np.result_type(a, b)) if out is None else out
    products_per_row = a.shape[1] * b.shape[1]
    if is_kernel_applicable(a, b, result):
        return kernel_matmul(a, b, result, False, threads_for_products(len(a) * products_per_row))
    map_slices(len(a), products_per_row, lambda part: np.matmul(a[part], b, out=result[part]))
    return result


def matmul_single_threaded(a: Array, b: Array, out: Array, accumulate: bool = False) -> Array:
    """``out = a @ b`` for two matrices, or ``out += a @ b``, in this thread."""
    if is_kernel_applicable(a, b, out):
        return kernel_matmul(a, b, out, accumulate, 1)
    if accumulate:
        out += a @ b
    else:
        np.matmul(a, b, out=out)
    return out


def sum_rows(rows: Array, out: Array | None = None) -> Array:
    """The sum over axis 0, as a product with ones: faster than ``np.sum`` for few rows."""
    total: Array = np.dot(ones(len(rows), rows.dtype), rows, out=out)
    return total


@lru_cache(8)
def ones(length: int, dtype: "np.dtype[Any]") -> Array:
    """A read-only vector of ones; cached, since the batches of a run have few different lengths."""
    vector = np.ones(length, dtype)
    vector.flags.writeable = False
    return vector


def is_kernel_applicable(a: Array, b: Array, out: Array) -> bool:
    """Whether the kernel can multiply a and b; one of them may be a transposed view of a C-contiguous array."""
    if not kernels.enabled():
        return False
    if not a.dtype == b.dtype == out.dtype == np.float32 or b.size > kernels.MAX_GEMM_SIZE:
        return False
    if not out.flags.c_contiguous:
        return False
    if a.flags.c_contiguous:
        return b.flags.c_contiguous or b.flags.f_contiguous
    return a.flags.f_contiguous and b.flags.c_contiguous


def kernel_matmul(a: Array, b: Array, out: Array, accumulate: bool, num_threads: int) -> Array:
    """``out = a @ b``, or ``out += a @ b``, by the kernel; see :func:`is_kernel_applicable`."""
    transposed = not a.flags.c_contiguous, not b.flags.c_contiguous
    left, right = a.T if transposed[0] else a, b.T if transposed[1] else b
    buffers = np.empty((num_threads, len(b) * kernels.PACK_COLUMNS), np.float32) if transposed[1] else NO_BUFFER
    run_parallel(num_threads, lambda team: kernels.matmul(left, right, out, transposed, buffers, accumulate, team))
    return out
