"""Convolution of sequences without padding or dilation, without im2col: its windows are views of the sequence.

Same interface as :mod:`engine.array_ops.conv_ops`. One of four routes; it stays because im2col takes up to 1.2 times
as long (:mod:`engine.kernels.conv1d_direct`).
"""

import numpy as np

from engine import kernels
from engine.array_ops.bias_relu import NO_BIAS, BiasReluCache, kernel_arguments, write_bias_grad
from engine.array_ops.im2col import MAX_CACHED_VALUES
from engine.array_ops.windows import SINGLE_ROW, Windows
from engine.parallel import run_parallel, threads_for_products
from engine.typing import Array


def is_conv1d_direct_applicable(x: Array, kernel: Array, windows: Windows) -> bool:
    """Whether x are float32 sequences, not in groups, all windows are inside, without dilation, and GEMM uses tiles."""
    axis, filters = windows.columns, kernel.shape[3]
    is_inside = (axis.dilation == 1 and axis.before == 0 and axis.count > 0
                 and (axis.count - 1) * axis.stride + axis.size <= axis.length)
    if not (kernels.enabled() and x.dtype == np.float32 and windows.rows == SINGLE_ROW and is_inside):
        return False
    is_gemm_tiled: bool = max(kernel.size, MAX_CACHED_VALUES + filters) <= kernels.MAX_GEMM_SIZE
    return is_gemm_tiled and x.shape[3] == kernel.shape[2]


def conv1d_direct(x: Array, kernel: Array, windows: Windows, z: Array, bias: Array = NO_BIAS) -> None:
    """Like :func:`engine.array_ops.conv_ops.conv`, but writes into ``z``."""
    sequences, matrix = x.reshape(len(x), -1), kernel.reshape(-1, kernel.shape[3])
    layout, z_rows = window_layout(kernel, windows), z.reshape(-1, kernel.shape[3])
    run_parallel(threads_for_products(len(z_rows) * kernel.size), lambda team: kernels.conv1d_direct_forward(
        sequences, matrix, bias, z_rows, layout, team))


def conv1d_direct_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None,
                            relu_cache: BiasReluCache | None = None) -> None:
    """Compute the same as :func:`engine.array_ops.conv_ops.conv_gradients`."""
    sequences, matrix = x.reshape(len(x), -1), kernel.reshape(-1, kernel.shape[3])
    layout, dz_rows = window_layout(kernel, windows), dz.reshape(-1, kernel.shape[3])
    num_threads = threads_for_products(2 * len(dz_rows) * kernel.size)
    matrices = matrix, np.empty(matrix.shape[::-1], x.dtype)
    grads = np.empty((num_threads, *matrix.shape), x.dtype)
    dx_rows = np.empty((0, 0), x.dtype) if dx is None else dx.reshape(len(x), -1)
    relu_args = kernel_arguments(relu_cache, num_threads, dz_rows, layout[1])
    run_parallel(num_threads, lambda team: kernels.conv1d_direct_backward(
        sequences, dz_rows, relu_args, matrices, grads, dx_rows, layout, team))
    dkernel.reshape(matrix.shape)[...] = grads[0]
    write_bias_grad(relu_cache, relu_args[2])


def window_layout(kernel: Array, windows: Windows) -> tuple[int, int, int]:
    """The argument ``layout`` of :mod:`engine.kernels.conv1d_direct`: ``(stride, max_rows, positions)``."""
    _, positions, channels, filters = kernel.shape
    max_rows = max(1, MAX_CACHED_VALUES // max(positions * channels, filters))
    return windows.columns.stride * channels, min(max_rows, windows.columns.count), positions
