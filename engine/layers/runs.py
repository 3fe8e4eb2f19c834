"""What convolutions over sequences compute where nothing has to be laid out, nor put back: no padding, no gaps.

Names and results are those of :mod:`engine.layers.correlation`.
"""

import numpy as np

from engine import kernels
from engine.layers.patches import NEARBY
from engine.layers.rectified import NO_BIAS, Rectified, add_up, for_kernels
from engine.layers.windows import ONE, Windows
from engine.threads import hands, together
from engine.typing import Array


def runs_suit(x: Array, kernel: Array, windows: Windows) -> bool:
    """Whether this way is open: for sequences whose windows lie within them, where products go by tiles."""
    s, filters = windows.columns, kernel.shape[3]
    inside = s.dilation == 1 and s.before == 0 and s.count > 0 and (s.count - 1) * s.stride + s.size <= s.length
    if not (kernels.enabled() and x.dtype == np.float32 and windows.rows == ONE and inside):
        return False
    return x.shape[3] == kernel.shape[2] and max(kernel.size, NEARBY + filters) <= kernels.MAX_GEMM_SIZE


def correlate_runs(x: Array, kernel: Array, windows: Windows, z: Array, bias: Array = NO_BIAS) -> None:
    """As :func:`engine.layers.correlation.correlate`, into ``z``."""
    sequences, matrix, layout = x.reshape(len(x), -1), kernel.reshape(-1, kernel.shape[3]), layout_of(kernel, windows)
    sums = z.reshape(-1, kernel.shape[3])
    together(hands(len(sums) * kernel.size), lambda team: kernels.conv1d_direct_forward(
        sequences, matrix, bias, sums, layout, team))


def correlate_runs_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                             dx: Array | None, rectified: Rectified | None = None) -> None:
    """As :func:`engine.layers.correlation.correlate_gradients`."""
    sequences, matrix, layout = x.reshape(len(x), -1), kernel.reshape(-1, kernel.shape[3]), layout_of(kernel, windows)
    sums = dz.reshape(-1, kernel.shape[3])
    count, matrices = hands(2 * len(sums) * kernel.size), (matrix, np.empty(matrix.shape[::-1], x.dtype))
    slopes = np.empty((count, *matrix.shape), x.dtype)
    into = np.empty((0, 0), x.dtype) if dx is None else dx.reshape(len(x), -1)
    after = for_kernels(rectified, count, sums, layout[1])
    together(count, lambda team: kernels.conv1d_direct_backward(
        sequences, sums, after, matrices, slopes, into, layout, team))
    dkernel.reshape(matrix.shape)[...] = slopes[0]
    add_up(rectified, after[2])


def layout_of(kernel: Array, windows: Windows) -> tuple[int, int, int]:
    """Numbers from window to window, windows at a time, and places in a window."""
    _, places, channels, filters = kernel.shape
    most = max(1, NEARBY // max(places * channels, filters))
    return windows.columns.stride * channels, min(most, windows.columns.count), places
