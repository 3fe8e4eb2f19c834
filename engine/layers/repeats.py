"""Repeats: what a batch holds several times, such as a word's vector, is multiplied once."""

from dataclasses import dataclass
from typing import Self, final

import numpy as np

from engine import kernels, memory
from engine.products import product
from engine.typing import Array

WORTHWHILE = 4_000_000
"""Multiplications of all rows with a kernel, about 0.1 ms of them, from which on it is worth looking for repeats."""
NONE = np.empty(0, np.int64)


@final
@dataclass(frozen=True)
class Repeats:
    """Rows of inputs. once: those that differ, ``(different, features)``. which: of these the one that each row is,
    ``(rows,)``, or empty where rows hardly repeat: then ``once`` are all of them, as they came."""

    once: Array
    which: Array

    @classmethod
    def of(cls, rows: Array, columns: int) -> Self:
        """rows: ``(rows, features)``, to be multiplied with a matrix of so many columns."""
        usual = kernels.enabled() and rows.dtype == np.float32 and rows.flags.c_contiguous
        if not usual or rows.size * columns < WORTHWHILE:
            return cls(rows, NONE)
        which, first = np.empty((2, len(rows)), np.int64)
        different = kernels.find_unique_rows(rows, which, first, np.empty(2 << len(rows).bit_length(), np.int64))
        if not different:
            return cls(rows, NONE)
        once = memory.empty((different, rows.shape[1]), rows.dtype)
        return cls(np.take(rows, first[:different], axis=0, out=once, mode="clip"), which)

    def product(self, kernel: Array, out: Array) -> None:
        """``out = rows · kernel``"""
        if not len(self.which):
            product(self.once, kernel, out)
            return
        np.take(product(self.once, kernel), self.which, axis=0, out=out, mode="clip")

    def gradient(self, slopes: Array, out: Array | None) -> Array:
        """The kernel's from those of what it made of the rows, ``(rows, columns)``."""
        if len(self.which):
            sums = memory.zeros((len(self.once), slopes.shape[1]), slopes.dtype)
            kernels.segment_sum(self.which, slopes, sums)
            slopes = sums
        return product(self.once.T, slopes, out)
