"""AveragePooling: the base class of AveragePooling1D and AveragePooling2D."""

from abc import ABC
from typing import Any

import numpy as np

from engine.array_ops.windows import AxisWindows
from engine.layers.pooling import Pooling
from engine.layers.spatial import as_images
from engine.random import INFERENCE, CallContext
from engine.typing import Array


class AveragePooling(Pooling, ABC):
    """``y[b, window, c] = mean x[b, window, c]``, over the part of the window inside x

    Windows are summed along the height, then along the width. Backward: dx at a pixel is the sum of ``dy / n`` over the
    windows that contain it; n is the number of pixels of a window that are inside x.
    """

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Set ``pool_size`` to 2 if it is missing, as in Keras 2; Keras 3 requires it."""
        return super().accept({"pool_size": 2, **arguments})

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.to_channels_last(x)
        windows = self.windows(as_images(x))
        y = sum_windows(sum_windows(as_images(x), windows.rows, 1), windows.columns, 2)
        sizes = window_sizes(windows.rows)[:, None, None] * window_sizes(windows.columns)[:, None]
        y /= sizes
        return self.from_channels_last(y.reshape(len(x), *y.shape[5 - x.ndim:])), (x.shape, windows, sizes)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        shape, windows, sizes = cache
        grad = as_images(self.to_channels_last(dy)) / sizes.astype(dy.dtype)
        dx = sum_windows_transposed(sum_windows_transposed(grad, windows.columns, 2), windows.rows, 1)
        return self.from_channels_last(dx.reshape(shape)), {}


def axis_index(axis: int, part: slice) -> tuple[slice, ...]:
    """The index that applies a slice to one axis and keeps the axes before and after it."""
    return (*(slice(None),) * axis, part)


def sum_windows(x: Array, windows: AxisWindows, axis: int) -> Array:
    """Sum x over each window along one axis, whose length becomes ``windows.count``."""
    y = np.zeros((*x.shape[:axis], windows.count, *x.shape[axis + 1:]), x.dtype)
    for i in windows.valid_range():
        window_slice, x_slice = windows.slices_at(i)
        y[axis_index(axis, window_slice)] += x[axis_index(axis, x_slice)]
    return y


def sum_windows_transposed(dy: Array, windows: AxisWindows, axis: int) -> Array:
    """The transpose of :func:`sum_windows`: add each window's value of dy to all positions in the window."""
    dx = np.zeros((*dy.shape[:axis], windows.length, *dy.shape[axis + 1:]), dy.dtype)
    for i in windows.valid_range():
        window_slice, x_slice = windows.slices_at(i)
        dx[axis_index(axis, x_slice)] += dy[axis_index(axis, window_slice)]
    return dx


def window_sizes(windows: AxisWindows) -> Array:
    """For each window the number of its positions that are inside the axis, ``(windows.count,)``."""
    return sum_windows(np.ones(windows.length, "float32"), windows, 0)
