"""What convolutions over sequences compute where nothing has to be laid out, nor put back: no padding, no gaps.

Names and results are those of :mod:`engine.array_ops.conv_ops`.
"""

import numpy as np

from engine import kernels
from engine.array_ops.bias_relu import NO_BIAS, BiasReluCache, kernel_arguments, write_bias_grad
from engine.array_ops.im2col import MAX_CACHED_VALUES
from engine.array_ops.windows import ONE, Windows
from engine.parallel import run_parallel, threads_for_products
from engine.typing import Array


def is_conv1d_direct_applicable(x: Array, kernel: Array, windows: Windows) -> bool:
    """Whether this way is open: for sequences whose windows lie within them, where products go by tiles."""
    s, filters = windows.columns, kernel.shape[3]
    inside = s.dilation == 1 and s.before == 0 and s.count > 0 and (s.count - 1) * s.stride + s.size <= s.length
    if not (kernels.enabled() and x.dtype == np.float32 and windows.rows == ONE and inside):
        return False
    is_gemm_tiled: bool = max(kernel.size, MAX_CACHED_VALUES + filters) <= kernels.MAX_GEMM_SIZE
    return is_gemm_tiled and x.shape[3] == kernel.shape[2]


def conv1d_direct(x: Array, kernel: Array, windows: Windows, z: Array, bias: Array = NO_BIAS) -> None:
    """As :func:`engine.array_ops.conv_ops.conv`, into ``z``."""
    sequences, matrix = x.reshape(len(x), -1), kernel.reshape(-1, kernel.shape[3])
    layout = window_layout(kernel, windows)
    sums = z.reshape(-1, kernel.shape[3])
    run_parallel(threads_for_products(len(sums) * kernel.size), lambda team: kernels.conv1d_direct_forward(
        sequences, matrix, bias, sums, layout, team))


def conv1d_direct_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                             dx: Array | None, relu_cache: BiasReluCache | None = None) -> None:
    """As :func:`engine.array_ops.conv_ops.conv_gradients`."""
    sequences, matrix = x.reshape(len(x), -1), kernel.reshape(-1, kernel.shape[3])
    layout = window_layout(kernel, windows)
    sums = dz.reshape(-1, kernel.shape[3])
    count = threads_for_products(2 * len(sums) * kernel.size)
    matrices = matrix, np.empty(matrix.shape[::-1], x.dtype)
    grads = np.empty((count, *matrix.shape), x.dtype)
    into = np.empty((0, 0), x.dtype) if dx is None else dx.reshape(len(x), -1)
    after = kernel_arguments(relu_cache, count, sums, layout[1])
    run_parallel(count, lambda team: kernels.conv1d_direct_backward(
        sequences, sums, after, matrices, grads, into, layout, team))
    dkernel.reshape(matrix.shape)[...] = grads[0]
    write_bias_grad(relu_cache, after[2])


def window_layout(kernel: Array, windows: Windows) -> tuple[int, int, int]:
    """Numbers from window to window, windows at a time, and places in a window."""
    _, places, channels, filters = kernel.shape
    most = max(1, MAX_CACHED_VALUES // max(places * channels, filters))
    return windows.columns.stride * channels, min(most, windows.columns.count), places
