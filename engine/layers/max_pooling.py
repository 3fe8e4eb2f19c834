"""MaxPooling: the base class of MaxPooling1D and MaxPooling2D."""

from abc import ABC
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from engine import kernels
from engine.array_ops.windows import Windows
from engine.layers.pooling import Pooling
from engine.layers.spatial import as_images
from engine.parallel import parallel_for
from engine.random import INFERENCE, CallContext
from engine.typing import Array

Index = tuple[slice, slice, slice]


class MaxPooling(Pooling, ABC):
    """``y[b, window, c] = max x[b, i, c]`` over the positions i in the window

    Backward: ``dx`` at a pixel is the sum of ``dy`` over the windows whose maximum it is; of several maxima in a
    window, the first counts.
    """

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.to_channels_last(x)
        windows, images = self.windows(as_images(x)), as_images(x)
        y = np.empty((len(x), *windows.counts, x.shape[-1]), x.dtype)
        argmax = np.empty(y.shape, np.dtype("int32"))
        if not kernels.enabled():
            max_pool_numpy(images, windows, y, argmax)
            return self.from_channels_last(y.reshape(len(x), *y.shape[5 - x.ndim:])), (x.shape, argmax, windows)
        axes = windows.rows, windows.columns
        size, stride, padding = zip(*((a.valid_range().stop, a.stride, a.before) for a in axes), strict=True)
        parallel_for(x.size, lambda team: kernels.max_pool(images, y, argmax, size, stride, padding, team))
        y = y.reshape(len(x), *y.shape[5 - x.ndim:])
        return self.from_channels_last(y), (x.shape, argmax, size, stride, padding)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        shape, argmax, *layout = cache
        dx = np.empty(shape, dy.dtype)
        dy_images, dx_images = as_images(self.to_channels_last(dy)), as_images(dx)
        if not kernels.enabled():
            max_pool_backward_numpy(dy_images, layout[0], argmax, dx_images)
            return self.from_channels_last(dx), {}
        size, stride, padding = layout
        parallel_for(dx.size, lambda team: kernels.max_pool_backward(
            dy_images, argmax, dx_images, size, stride, padding, team))
        return self.from_channels_last(dx), {}


def max_pool_numpy(x: Array, windows: Windows, y: Array, argmax: Array) -> None:
    """Write the maximum of each window and channel to ``y``, and its index in the window to ``argmax``.

    The index is row-major; of several equal maxima, the first counts. x: ``(batch, height, width, channels)``.
    y, argmax: ``(batch, new_height, new_width, channels)``, one entry per window.
    """
    argmax[...] = -1
    for index, window, pixel in window_positions(windows):
        values, largest, indices = x[pixel], y[window], argmax[window]
        is_larger = (indices < 0) | (values > largest) | np.isnan(values)
        largest[is_larger], indices[is_larger] = values[is_larger], index


def max_pool_backward_numpy(dy: Array, windows: Windows, argmax: Array, dx: Array) -> None:
    """Write to ``dx``, at each pixel, the sum of dy over the windows whose maximum it is.

    Shapes as in :func:`max_pool_numpy`; dx has that of x.
    """
    dx[...] = 0
    for index, window, pixel in window_positions(windows):
        dx[pixel] += np.where(argmax[window] == index, dy[window], dy.dtype.type(0))


def window_positions(windows: Windows) -> Iterator[tuple[int, Index, Index]]:
    """Yield ``(index, y_slices, x_slices)`` for each position in a window.

    index: the row-major index of the position. y_slices: select from y the windows in which this position is inside
    the image. x_slices: select from x the pixel at this position in each of these windows.
    """
    for i, j in product(range(windows.rows.size), range(windows.columns.size)):
        (p, y), (q, x) = windows.rows.slices_at(i), windows.columns.slices_at(j)
        yield i * windows.columns.size + j, (slice(None), p, q), (slice(None), y, x)
