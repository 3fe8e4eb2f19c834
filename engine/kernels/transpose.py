"""Matrix transposition in square blocks, which stay in cache."""

from typing import Any

from numba import uint64

from engine.kernels.lowlevel.linking import linked_kernel
from engine.kernels.lowlevel.thread_sync import split_range
from engine.kernels.runtime.jit import Array, inlined, inner

BLOCK = 16
"""Rows and columns of a block: a row of it is one cache line."""


@inner
def transpose_block(a: Array, b: Array, starts: Any, strides: Any, shape: Any) -> None:
    """``b = aᵀ`` for the matrices that begin at starts in the flat arrays a and b.

    starts, strides: of a and of b; a stride is the distance between two rows. shape: rows and columns of a.
    """
    rows, columns = shape
    for row in range(0, rows, BLOCK):
        for column in range(0, columns, BLOCK):
            for j in range(column, min(column + BLOCK, columns)):
                target, source = starts[1] + j * strides[1], starts[0] + j
                for i in range(row, min(row + BLOCK, rows)):
                    b[uint64(target + i)] = a[uint64(source + i * strides[0])]


transpose = linked_kernel(transpose_block, "1 1 2i 2i 2i")
""":func:`transpose_block` for calls from other kernels."""


@inlined
def transpose_parallel(a: Array, b: Array, team: Any) -> None:
    """``b = aᵀ`` for two matrices; each thread takes some rows of a."""
    (rows, columns), (first, end) = a.shape, split_range(a.shape[0], team)
    transpose(a, b, (first * columns, first), (columns, rows), (end - first, columns))
