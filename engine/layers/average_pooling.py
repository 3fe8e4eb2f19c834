"""AveragePooling: what AveragePooling1D and AveragePooling2D have in common."""

from abc import ABC
from typing import Any

import numpy as np

from engine.array_ops.windows import Span
from engine.layers.pooling import Pooling
from engine.layers.spatial import as_pictures
from engine.random import INFERENCE, CallContext
from engine.typing import Array


class AveragePooling(Pooling, ABC):
    """``y[b, window, c] = mean x[b, window, c]``, over the places of the window that lie inside

    The sum over a window is taken along its height, then along its width. Backward: every place gets ``dy / n`` of each
    window that holds it, where n places of the window lie inside.
    """

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.inward(x)
        windows = self.windows(as_pictures(x))
        y = summed(summed(as_pictures(x), windows.rows, 1), windows.columns, 2)
        places = held(windows.rows)[:, None, None] * held(windows.columns)[:, None]
        y /= places
        return self.outward(y.reshape(len(x), *y.shape[5 - x.ndim:])), (x.shape, windows, places)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        shape, windows, places = cache
        share = as_pictures(self.inward(dy)) / places.astype(dy.dtype)
        return self.outward(handed_back(handed_back(share, windows.columns, 2), windows.rows, 1).reshape(shape)), {}


def along(axis: int, part: slice) -> tuple[slice, ...]:
    """The index of a part of one axis."""
    return (*(slice(None),) * axis, part)


def summed(x: Array, span: Span, axis: int) -> Array:
    """The sums over windows along one axis."""
    y = np.zeros((*x.shape[:axis], span.count, *x.shape[axis + 1:]), x.dtype)
    for i in span.places():
        windows, places = span.within(i)
        y[along(axis, windows)] += x[along(axis, places)]
    return y


def handed_back(dy: Array, span: Span, axis: int) -> Array:
    """The transpose of :func:`summed`: what every window has, added to each of its places."""
    dx = np.zeros((*dy.shape[:axis], span.length, *dy.shape[axis + 1:]), dy.dtype)
    for i in span.places():
        windows, places = span.within(i)
        dx[along(axis, places)] += dy[along(axis, windows)]
    return dx


def held(span: Span) -> Array:
    """How many places of every window lie on the axis."""
    return summed(np.ones(span.length, "float32"), span, 0)
