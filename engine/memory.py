"""Memory for the large arrays that come and go with every batch, kept for the next one.

What an array of many megabytes lay in goes back to the system when the array dies, and the system gives fresh memory,
page by page and emptied first, to the next: for layers over pictures that took a sixth of the time of training.
"""

from collections.abc import Sequence
from math import prod
from threading import Lock
from typing import Any, final

import numpy as np

from engine.arrays import Array

LEAST = 1 << 20
"""Bytes: smaller arrays are NumPy's own matter."""
MOST_IDLE = 256 << 20
"""Bytes that may lie idle; beyond, blocks go back to the system."""
ROOMY = 1.5
"""How much larger than an array the memory may be that it is laid in."""

_idle: list[Array] = []
_lock = Lock()


@final
class Loan:
    """A block of memory in the hands of arrays: it comes back when the last of them, and of their views, has died."""

    def __init__(self, block: Array) -> None:
        self.block = block
        self.__array_interface__ = block.__array_interface__

    def __del__(self) -> None:
        # No lock: the garbage collector may call this in the thread that holds it. Appending needs none.
        if sum(block.nbytes for block in list(_idle)) + self.block.nbytes <= MOST_IDLE:
            _idle.append(self.block)


def empty(shape: Sequence[int], dtype: "np.dtype[Any]") -> Array:
    """As ``np.empty``."""
    size = prod(shape) * dtype.itemsize
    if size < LEAST:
        return np.empty(shape, dtype)
    return np.asarray(Loan(_block(size)))[:size].view(dtype).reshape(shape)


def zeros(shape: Sequence[int], dtype: "np.dtype[Any]") -> Array:
    """As ``np.zeros``."""
    found = empty(shape, dtype)
    found[...] = 0
    return found


def contiguous(array: Array) -> Array:
    """As ``np.ascontiguousarray``."""
    if array.flags.c_contiguous:
        return array
    found = empty(array.shape, array.dtype)
    found[...] = array
    return found


def _block(size: int) -> Array:
    """The smallest idle block that an array of so many bytes fits into, or a new one in the place of the oldest."""
    with _lock:
        fitting = [(block.nbytes, k) for k, block in enumerate(_idle) if size <= block.nbytes <= ROOMY * size]
        if fitting:
            return _idle.pop(min(fitting)[1])
        if _idle:
            _idle.pop(0)
    return np.empty(size, np.uint8)
