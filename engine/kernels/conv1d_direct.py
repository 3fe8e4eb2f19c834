"""Convolution over sequences without padding or dilation, whose windows are read in place as overlapping matrix rows.

A window is contiguous in memory, so no window is copied (Conv1D in W9: 0.95 of the time of im2col on one thread, 0.85
to 0.9 on two, 2026-11-27).

x, dx: ``(batch, length · channels)``. z, dz: ``(windows, filters)``, the windows of all samples. matrix: the
convolution kernel as ``(positions · channels, filters)``. layout: ``(stride, max_rows, positions)``. stride: the
distance between two windows in values of x. max_rows: the maximum number of windows per matrix product. positions: the
number of time steps in a window. All other arguments: :mod:`engine.kernels.conv_im2col`.
"""

from typing import Any

from engine.kernels.conv_im2col import add_bias_relu, grad_before_relu, sum_grads, zero_grads
from engine.kernels.lowlevel.array_views import index_first, slice_rows
from engine.kernels.lowlevel.gemm import matmul_at
from engine.kernels.lowlevel.thread_sync import begin, finish, split_samples, synchronize
from engine.kernels.runtime.jit import Array, kernel
from engine.kernels.transpose import transpose_parallel


@kernel
def conv1d_direct_forward(x: Array, matrix: Array, bias: Array, z: Array, layout: Any, team: Any) -> None:
    """``z = windows(x) · matrix``."""
    begin(team)
    (stride, max_rows, _), (run, filters), windows = layout, matrix.shape, z.shape[0] // x.shape[0]
    first, end = split_samples(x.shape[0], 1, team)
    for sample in range(first, end):
        for start in range(0, windows, max_rows):
            rows, row = min(max_rows, windows - start), sample * windows + start
            starts = sample * x.shape[1] + start * stride, 0, row * filters
            matmul_at(x, matrix, z, starts, (rows, run, filters), (stride, 1, filters, 1, filters), 1.0, False)
            if bias.size:
                add_bias_relu(slice_rows(z, row, row + rows), bias)
    finish(team)


@kernel
def conv1d_direct_backward(
    x: Array, dz: Array, relu_cache: Any, matrices: Any, grads: Array, dx: Array, layout: Any, team: Any
) -> None:
    """``grads = windows(x)ᵀ · dz``; adds the rows of ``dz · matrixᵀ`` to their windows in dx, unless dx is empty.

    Windows overlap in dx, so the rows are added for one time step of the windows at a time.
    """
    begin(team)
    matrix, transposed = matrices
    (stride, max_rows, positions), (filters, run), windows = layout, transposed.shape, dz.shape[0] // x.shape[0]
    own_grad, channels = index_first(grads, team[2]), run // positions
    first, end = split_samples(x.shape[0], 1, team)
    zero_grads(own_grad, relu_cache, dx, team)
    if dx.size:
        transpose_parallel(matrix, transposed, team)
        synchronize(team)
    for sample in range(first, end):
        for start in range(0, windows, max_rows):
            rows, row = min(max_rows, windows - start), sample * windows + start
            grad = grad_before_relu(dz, relu_cache, row, row + rows, team)
            x_start = sample * x.shape[1] + start * stride
            matmul_at(x, grad, own_grad, (x_start, 0, 0), (run, rows, filters), (1, stride, filters, 1, filters),
                      1.0, True)
            for position in range(positions if dx.size else 0):
                offset = position * channels
                matmul_at(grad, transposed, dx, (0, offset, x_start + offset), (rows, filters, channels),
                          (filters, 1, run, 1, stride), 1.0, True)
    sum_grads(grads, team)
    finish(team)
