"""The windows of a batch as rows of a matrix, so that a convolution is a matrix product ("im2col").

The matrix would hold every number of a picture once for each window that sees it, nine times for a kernel of 3 × 3. So
only some of its rows are laid out at a time: as many as stay in the cache of a core between gather and product.
"""

from collections.abc import Iterator
from typing import final

import numpy as np

from engine import kernels
from engine.array_ops.windows import Windows
from engine.typing import Array

MAX_VALUES = 1 << 19
"""How many numbers are laid out at a time (2 MB in float32), where every time takes some calls from Python."""
MAX_CACHED_VALUES = 1 << 15
"""The same within a kernel: with what they are multiplied by, they stay in the caches of one core."""


@final
class PatchMatrix:
    """The patches of pictures of ``shape``, ``(batch, height, width, channels)``, or of some channels of them.

    A row of the matrix is what one window sees, ``(i, j, channel)``; rows go through batch, p and q, the last fastest.
    """

    def __init__(self, shape: tuple[int, ...], windows: Windows, channels: slice = slice(None)) -> None:
        every = shape[3]
        first, end, _ = channels.indices(every)
        rows, columns = windows.rows, windows.columns
        self.windows, self.shape, self.channels = windows, shape, np.arange(first, end)
        self.width = rows.size * columns.size * (end - first)
        self.count = shape[0] * rows.count * columns.count
        self.plain = windows.each_one_place and end - first == every
        whole = columns.dilation == 1 and end - first == every
        # places side by side with all channels are one run of memory; else each place is a run of its own
        self.runs = (rows.size, 1, columns.size * every) if whole else (rows.size, columns.size, end - first)
        self._row = (rows.stride, rows.dilation, -rows.before)
        self._column = (columns.stride * every, columns.dilation * every, first - columns.before * every)
        self.layout = windows.counts, self._row, self._column
        self.most = max(1, MAX_VALUES // max(1, self.width))
        self._room: Array | None = None

    def chunks(self) -> Iterator[slice]:
        """The rows that are worked on at a time."""
        for start in range(0, self.count, self.most):
            yield slice(start, min(start + self.most, self.count))

    def buffer(self, rows: slice, dtype: "np.dtype[np.generic]") -> Array:
        """Memory for these rows of the matrix: the same for every chunk."""
        if self._room is None:
            self._room = np.empty((rows.stop - rows.start, self.width), dtype)
        return self._room[: rows.stop - rows.start]

    def buffers(self, count: int, dtype: "np.dtype[np.generic]", filters: int) -> Array:
        """Memory for so many threads, each with its own chunk of rows: ``(count, rows, i, j, run)``.

        filters: how many numbers are made of a row, and lie near the core as well.
        """
        rows = min(self.count, max(1, MAX_CACHED_VALUES // max(1, self.width, filters)))
        return np.empty((count, rows, *self.runs), dtype)

    def gather(self, x: Array, rows: slice) -> Array:
        """These rows of the matrix: ``(rows, width)``, to be read only. x: of the shape that was given."""
        if self.plain:
            return x.reshape(self.count, self.width)[rows]
        if not kernels.enabled():
            places, inside = self.places(rows)
            return np.where(inside, x[places], x.dtype.type(0)).reshape(-1, self.width)
        found = self.buffer(rows, x.dtype)
        kernels.im2col(self.lines(x), found.reshape(-1, *self.runs), rows.start, *self.layout)
        return found

    def scatter(self, found: Array, rows: slice, x: Array) -> None:
        """Add these rows of the matrix to the places in ``x`` that they belong to: the transpose of gathering."""
        if self.plain:
            x.reshape(self.count, self.width)[rows] += found
            return
        if not kernels.enabled():
            places, inside = self.places(rows)
            np.add.at(x, places, np.where(inside, found.reshape(inside.shape[:3] + self.channels.shape), 0))
            return
        kernels.col2im(found.reshape(-1, *self.runs), self.lines(x), rows.start, *self.layout)

    def places(self, rows: slice) -> tuple[tuple[Array, ...], Array]:
        """Where each value of these rows of the matrix lies: indices of batch, height, width and channel, which
        broadcast to ``(rows, i, j, channel)``, and whether it lies inside of the picture, not in its padding."""
        along = self.windows.rows, self.windows.columns
        sample, *windows = np.unravel_index(np.arange(rows.start, rows.stop), (self.shape[0], *self.windows.counts))
        y, x = (window[:, None] * s.stride + np.arange(s.size) * s.dilation - s.before
                for window, s in zip(windows, along, strict=True))
        y, x = y[:, :, None, None], x[:, None, :, None]
        inside = (y >= 0) & (y < self.shape[1]) & (x >= 0) & (x < self.shape[2])
        return (sample[:, None, None, None], y % self.shape[1], x % self.shape[2], self.channels), inside

    def lines(self, x: Array) -> Array:
        """Pictures with the places of a line side by side: ``(batch, height, width · channels)``."""
        return x.reshape(*self.shape[:2], self.shape[2] * self.shape[3])
