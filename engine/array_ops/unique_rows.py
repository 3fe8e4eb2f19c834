"""Multiply each distinct row of a batch once: sequences of words repeat the vectors of an Embedding."""

from dataclasses import dataclass
from typing import Self, final

import numpy as np

from engine import kernels
from engine.array_ops.matmul import matmul
from engine.typing import Array

MIN_PRODUCTS = 4_000_000
"""Minimum number of multiplications of all rows with a kernel, about 0.1 ms, for which repeated rows are searched."""
NO_INVERSE = np.empty(0, np.int64)


@final
@dataclass(frozen=True)
class UniqueRows:
    """The rows of a matrix without repetitions.

    unique: ``(unique rows, features)``. inverse: the index of each row's unique row, ``(rows,)``; empty if rows were
    not searched or hardly repeat: then unique has all rows in order.
    """

    unique: Array
    inverse: Array

    @classmethod
    def of(cls, rows: Array, columns: int) -> Self:
        """Search rows, ``(rows, features)``, for repetitions. columns: of the kernel to multiply them by."""
        applicable = kernels.enabled() and rows.dtype == np.float32 and rows.flags.c_contiguous
        if not applicable or rows.size * columns < MIN_PRODUCTS:
            return cls(rows, NO_INVERSE)
        inverse, first = np.empty((2, len(rows)), np.int64)
        table = np.empty(2 << len(rows).bit_length(), np.int64)
        count = kernels.find_unique_rows(rows, rows.view(np.uint32), inverse, first, table)
        if not count:
            return cls(rows, NO_INVERSE)
        unique = np.empty((count, rows.shape[1]), rows.dtype)
        return cls(np.take(rows, first[:count], axis=0, out=unique, mode="clip"), inverse)

    def matmul(self, kernel: Array, out: Array) -> None:
        """``out = rows · kernel``."""
        if not len(self.inverse):
            matmul(self.unique, kernel, out)
            return
        np.take(matmul(self.unique, kernel), self.inverse, axis=0, out=out, mode="clip")

    def gradient(self, grads: Array, out: Array | None) -> Array:
        """The gradient by the kernel. grads: the gradients by ``rows · kernel``, ``(rows, columns)``."""
        if len(self.inverse):
            sums = np.zeros((len(self.unique), grads.shape[1]), grads.dtype)
            kernels.segment_sum(self.inverse, grads, sums)
            grads = sums
        return matmul(self.unique.T, grads, out)
