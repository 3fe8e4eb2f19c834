"""MaxPooling: what MaxPooling1D and MaxPooling2D have in common."""

from abc import ABC
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from engine import kernels
from engine.array_ops.windows import Windows
from engine.layers.pooling import Pooling
from engine.layers.spatial import as_pictures
from engine.parallel import parallel_for
from engine.random import INFERENCE, CallContext
from engine.typing import Array

Index = tuple[slice, slice, slice]


class MaxPooling(Pooling, ABC):
    """``y[b, window, c] = max x[b, window, c]``

    Backward: ``dx`` is the sum of the ``dy`` of all windows whose largest number a place holds; of several largest ones
    in a window, the first has it.
    """

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.inward(x)
        windows, pictures = self.windows(as_pictures(x)), as_pictures(x)
        y = np.empty((len(x), *windows.counts, x.shape[-1]), x.dtype)
        which = np.empty(y.shape, np.dtype("int32"))
        if not kernels.enabled():
            find_largest(pictures, windows, y, which)
            return self.outward(y.reshape(len(x), *y.shape[5 - x.ndim:])), (x.shape, which, windows)
        spans = windows.rows, windows.columns
        size, stride, before = zip(*((s.places().stop, s.stride, s.before) for s in spans), strict=True)
        parallel_for(x.size, lambda team: kernels.max_pool(pictures, y, which, size, stride, before, team))
        return self.outward(y.reshape(len(x), *y.shape[5 - x.ndim:])), (x.shape, which, size, stride, before)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        shape, which, *layout = cache
        dx = np.empty(shape, dy.dtype)
        slopes, into = as_pictures(self.inward(dy)), as_pictures(dx)
        if not kernels.enabled():
            spread_to_largest(slopes, layout[0], which, into)
            return self.outward(dx), {}
        size, stride, before = layout
        parallel_for(dx.size, lambda team: kernels.max_pool_backward(slopes, which, into, size, stride, before, team))
        return self.outward(dx), {}


def find_largest(x: Array, windows: Windows, y: Array, which: Array) -> None:
    """``y``: the largest value of every window and channel; ``which``: its place in the window, the first of equals.

    x: ``(batch, height, width, channels)``. y, which: ``(batch, p, q, channels)``.
    """
    which[...] = -1
    for number, here, there in places_of(windows):
        seen, best, place = x[there], y[here], which[here]
        better = (place < 0) | (seen > best) | np.isnan(seen)
        best[better], place[better] = seen[better], number


def spread_to_largest(dy: Array, windows: Windows, which: Array, dx: Array) -> None:
    """``dx``: at every place the ``dy`` of the windows whose largest value it held; shapes as :func:`find_largest`."""
    dx[...] = 0
    for number, here, there in places_of(windows):
        dx[there] += np.where(which[here] == number, dy[here], dy.dtype.type(0))


def places_of(windows: Windows) -> Iterator[tuple[int, Index, Index]]:
    """Every place in a window: its number, the windows of which it is on the picture, and where it is there."""
    for i, j in product(range(windows.rows.size), range(windows.columns.size)):
        (p, y), (q, x) = windows.rows.within(i), windows.columns.within(j)
        yield i * windows.columns.size + j, (slice(None), p, q), (slice(None), y, x)
