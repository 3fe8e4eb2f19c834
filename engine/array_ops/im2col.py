"""im2col: the windows of a batch as rows of a matrix, so that a convolution is a matrix product.

The whole matrix would hold each value once per window that contains it, nine times for a 3 × 3 kernel. So only a
chunk of its rows exists at a time, small enough to stay in a core's cache between im2col and the product.
"""

from collections.abc import Iterator
from typing import final

import numpy as np

from engine import kernels
from engine.array_ops.windows import Windows
from engine.typing import Array

MAX_VALUES = 1 << 19
"""Maximum number of values in a chunk (2 MB in float32) that Python gathers and multiplies with a few calls."""
MAX_CACHED_VALUES = 1 << 15
"""The same inside a kernel, where a chunk stays in one core's caches together with the values that it is multiplied by.
"""


@final
class PatchMatrix:
    """The windows of images of ``shape``, ``(batch, height, width, channels)``, or of some of their channels.

    A row holds the values of one window, ordered by ``(row, column, channel)``; the rows of the matrix are ordered by
    sample and by the window's row and column.
    """

    def __init__(self, shape: tuple[int, ...], windows: Windows, channels: slice = slice(None)) -> None:
        all_channels = shape[3]
        first, end, _ = channels.indices(all_channels)
        rows, columns = windows.rows, windows.columns
        self.windows, self.shape, self.channels = windows, shape, np.arange(first, end)
        self.width = rows.size * columns.size * (end - first)
        self.count = shape[0] * rows.count * columns.count
        self.is_view = windows.are_pixels and end - first == all_channels
        # neighbouring pixels with all their channels are one contiguous run of values
        is_row_contiguous = columns.dilation == 1 and end - first == all_channels
        self.patch_shape = ((rows.size, 1, columns.size * all_channels) if is_row_contiguous
                            else (rows.size, columns.size, end - first))
        row = rows.stride, rows.dilation, -rows.before
        column = (columns.stride * all_channels, columns.dilation * all_channels,
                  first - columns.before * all_channels)
        self.layout = windows.counts, row, column
        """The arguments counts, row and column of :func:`engine.kernels.patches.im2col`."""
        self.max_rows = max(1, MAX_VALUES // max(1, self.width))
        self._buffer: Array | None = None

    def chunks(self) -> Iterator[slice]:
        """The slice of the matrix's rows that each chunk holds."""
        for start in range(0, self.count, self.max_rows):
            yield slice(start, min(start + self.max_rows, self.count))

    def buffer(self, rows: slice, dtype: "np.dtype[np.generic]") -> Array:
        """A buffer for these rows of the matrix, the same for each chunk."""
        if self._buffer is None:
            self._buffer = np.empty((rows.stop - rows.start, self.width), dtype)
        return self._buffer[: rows.stop - rows.start]

    def thread_buffers(self, num_threads: int, dtype: "np.dtype[np.generic]", filters: int) -> Array:
        """A buffer for each thread's rows: ``(threads, rows, *patch_shape)``.

        filters: the number of outputs per row, which stay in cache as well.
        """
        rows = min(self.count, max(1, MAX_CACHED_VALUES // max(1, self.width, filters)))
        return np.empty((num_threads, rows, *self.patch_shape), dtype)

    def gather(self, x: Array, rows: slice) -> Array:
        """im2col: these rows of the matrix for the images x, ``(rows, width)``; read-only."""
        if self.is_view:
            return x.reshape(self.count, self.width)[rows]
        if not kernels.enabled():
            indices, is_inside = self.indices(rows)
            return np.where(is_inside, x[indices], x.dtype.type(0)).reshape(-1, self.width)
        patches = self.buffer(rows, x.dtype)
        kernels.im2col(self.merge_columns(x), patches.reshape(-1, *self.patch_shape), rows.start, *self.layout)
        return patches

    def scatter(self, patches: Array, rows: slice, x: Array) -> None:
        """col2im, the transpose of :meth:`gather`: add these rows of the matrix to their values in x."""
        if self.is_view:
            x.reshape(self.count, self.width)[rows] += patches
            return
        if not kernels.enabled():
            indices, is_inside = self.indices(rows)
            np.add.at(x, indices, np.where(is_inside, patches.reshape(is_inside.shape[:3] + self.channels.shape), 0))
            return
        kernels.col2im(patches.reshape(-1, *self.patch_shape), self.merge_columns(x), rows.start, *self.layout)

    def indices(self, rows: slice) -> tuple[tuple[Array, ...], Array]:
        """The four indices into images of these rows' values, and a mask of the values that are inside the image.

        All broadcast to ``(rows, window height, window width, channels)``; indices in the padding wrap around.
        """
        axes = self.windows.rows, self.windows.columns
        sample, *windows = np.unravel_index(np.arange(rows.start, rows.stop), (self.shape[0], *self.windows.counts))
        y, x = (window[:, None] * axis.stride + np.arange(axis.size) * axis.dilation - axis.before
                for window, axis in zip(windows, axes, strict=True))
        y, x = y[:, :, None, None], x[:, None, :, None]
        is_inside = (y >= 0) & (y < self.shape[1]) & (x >= 0) & (x < self.shape[2])
        return (sample[:, None, None, None], y % self.shape[1], x % self.shape[2], self.channels), is_inside

    def merge_columns(self, x: Array) -> Array:
        """Images as ``(batch, height, width · channels)``."""
        return x.reshape(*self.shape[:2], self.shape[2] * self.shape[3])
