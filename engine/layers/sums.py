"""Sums of rows, which are the slopes of a bias, as products."""

from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import Array


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
