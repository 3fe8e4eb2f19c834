"""Memory for the large arrays that come and go with every batch, kept for the next one.

What an array of many megabytes lay in goes back to the system when the array dies, and the system gives fresh memory,
page by page and emptied first, to the next: for layers over pictures that took a sixth of the time of training. So
memory is asked for in segments, arrays are laid into these side by side, and a gap that one leaves is for any that fit.
"""

import ctypes
import mmap
import sys
from bisect import insort
from collections.abc import Sequence
from contextlib import suppress
from math import prod
from threading import Lock
from typing import Any, final

import numpy as np

from engine.typing import Array

LEAST = 1 << 20
"""Bytes: smaller arrays are NumPy's own matter."""
SEGMENT = 64 << 20
"""Bytes of a segment; an array that needs more has one of its own."""
MOST_IDLE = 512 << 20
"""Bytes that may lie idle in segments without any array; beyond, they go back to the system."""
GRAIN = 4096 + 320
"""Arrays begin at multiples of so many bytes: no round number, or they would compete for places in the cache."""

KEPT = 64 << 20
"""Bytes of small arrays' memory that may lie idle before the C library gives some back."""
TRIM_THRESHOLD, MMAP_THRESHOLD, MOST_ON_HEAP = -1, -3, 32 << 20
"""What glibc calls that, and the size from which on it asks the system for each array anew; the most that it allows."""

_returned: list[tuple["Segment", int, int]] = []
_segments: list["Segment"] = []
_lock = Lock()


@final
class Segment:
    """Memory of the system's own, not of a heap, with its gaps ``(start, size)``, in order."""

    def __init__(self, size: int) -> None:
        room = mmap.mmap(-1, size)
        if hasattr(mmap, "MADV_HUGEPAGE"):
            with suppress(OSError):  # a system without large pages
                room.madvise(mmap.MADV_HUGEPAGE)
        self.room: Array = np.frombuffer(room, np.uint8)
        self.gaps = [(0, size)]

    @property
    def idle(self) -> bool:
        """Whether no array lies here."""
        return self.gaps == [(0, self.room.size)]

    def take(self, start: int, size: int) -> None:
        """Lay something at the beginning of a gap."""
        place = next(k for k, gap in enumerate(self.gaps) if gap[0] == start)
        left = self.gaps[place][1] - size
        self.gaps[place:place + 1] = [(start + size, left)] if left else []

    def give(self, start: int, size: int) -> None:
        """Make a gap; it becomes one with those beside it."""
        insort(self.gaps, (start, size))
        joined: list[tuple[int, int]] = []
        for gap in self.gaps:
            if joined and sum(joined[-1]) == gap[0]:
                joined[-1] = joined[-1][0], joined[-1][1] + gap[1]
            else:
                joined.append(gap)
        self.gaps = joined


@final
class Loan:
    """A piece of a segment in the hands of arrays; it comes back when the last of them, and of their views, dies."""

    def __init__(self, segment: Segment, start: int, size: int) -> None:
        self.piece = segment, start, size
        self.__array_interface__ = segment.room[start:start + size].__array_interface__

    def __del__(self) -> None:
        # No lock: the garbage collector may call this in the thread that holds it. Appending needs none.
        _returned.append(self.piece)


def keep_heap() -> None:
    """Let glibc keep the memory of small arrays, too: it gives back all that lies idle at the end of its heap, beyond a
    few of them, and asks for it again with the next batch (a fifth of the time of small convolutions)."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            library = ctypes.CDLL(None)
            library.mallopt(TRIM_THRESHOLD, KEPT)
            library.mallopt(MMAP_THRESHOLD, MOST_ON_HEAP)


keep_heap()


def empty(shape: Sequence[int], dtype: "np.dtype[Any]") -> Array:
    """As ``np.empty``."""
    size = prod(shape) * dtype.itemsize
    if size < LEAST:
        return np.empty(shape, dtype)
    return np.asarray(_lent(-(-size // GRAIN) * GRAIN))[:size].view(dtype).reshape(shape)


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


def _lent(size: int) -> Loan:
    """A piece of the smallest gap that it fits into, or of a new segment."""
    with _lock:
        _tidy()
        fitting = [(length, k, start) for k, segment in enumerate(_segments)
                   for start, length in segment.gaps if length >= size]
        if fitting:
            _, k, start = min(fitting)
            segment = _segments[k]
        else:
            segment, start = Segment(max(size, SEGMENT)), 0
            _segments.append(segment)
        segment.take(start, size)
        return Loan(segment, start, size)


def _tidy() -> None:
    """Take back what was returned; what lies idle beyond the limit goes back to the system."""
    while _returned:
        segment, start, size = _returned.pop()
        segment.give(start, size)
    idle = [segment for segment in _segments if segment.idle]
    while sum(segment.room.size for segment in idle) > MOST_IDLE:
        _segments.remove(idle.pop(0))
