"""Convolutions and their gradients, each by the fastest applicable route.

x is the input, z the output before bias and activation, dx and dz their gradients. Images are ``(batch, height, width,
channels)`` and contiguous; a sequence is an image of one row.

Four routes compute one formula: Winograd for 3 × 3 windows and direct products for sequences, which are faster where
they apply; im2col in a kernel, for all other windows in float32; im2col in NumPy (``conv_groups``), for groups, for
other types and without kernels. The last one is also the reference of the others in the tests.
"""

from math import prod

import numpy as np

from engine import kernels
from engine.array_ops.bias_relu import NO_BIAS, BiasReluCache, apply_bias_relu, kernel_arguments, write_bias_grad
from engine.array_ops.conv1d_direct import conv1d_direct, conv1d_direct_gradients, is_conv1d_direct_applicable
from engine.array_ops.im2col import PatchMatrix
from engine.array_ops.matmul import matmul, matmul_single_threaded
from engine.array_ops.windows import Windows
from engine.array_ops.winograd_conv import conv_winograd, conv_winograd_gradients, is_winograd_applicable
from engine.parallel import map_slices, run_parallel, sum_slices, threads_for_products
from engine.typing import Array


def split_channels(channels: int, groups: int) -> list[slice]:
    """The channels of each group."""
    size = channels // groups
    return [slice(group * size, (group + 1) * size) for group in range(groups)]


def conv(x: Array, kernel: Array, windows: Windows, bias: Array = NO_BIAS) -> Array:
    """``z[b, p, q, f] = Σ x[b, window (p, q) at (i, j), c] · kernel[i, j, c, f]``, summed over i, j and c.

    kernel: ``(height, width, channels / groups, filters)``; the filters of group g see the channels of group g only.
    z: ``(batch, *windows.counts, filters)``. With a bias, ``(filters,)``, the result is ``max(z + bias, 0)``.
    """
    z = np.empty((len(x), *windows.counts, kernel.shape[3]), x.dtype)
    if is_winograd_applicable(x, kernel, windows):
        conv_winograd(x, kernel, windows, z, bias)
    elif is_conv1d_direct_applicable(x, kernel, windows):
        conv1d_direct(x, kernel, windows, z, bias)
    elif is_im2col_kernel_applicable(x, kernel):
        conv_im2col(x, kernel, windows, z, bias)
    else:
        products = prod(windows.counts) * kernel.size
        map_slices(len(x), products, lambda part: conv_groups(x[part], kernel, windows, z[part]))
        apply_bias_relu(z, bias)
    return z


def conv_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None,
                   relu_cache: BiasReluCache | None = None) -> None:
    """``dkernel = Σ windowᵀ · dz`` over batch and windows; ``dx`` sums ``dz · kernelᵀ`` over windows, unless None.

    dx, of x's shape, and dkernel, of kernel's shape, are overwritten. relu_cache: for ``y = max(z + bias, 0)``; dz is
    then the gradient by y, and the gradient by the bias is written as well.
    """
    if is_winograd_applicable(x, kernel, windows):
        conv_winograd_gradients(x, dz, kernel, windows, dkernel, dx, relu_cache)
    elif is_conv1d_direct_applicable(x, kernel, windows):
        conv1d_direct_gradients(x, dz, kernel, windows, dkernel, dx, relu_cache)
    elif is_im2col_kernel_applicable(x, kernel):
        conv_im2col_gradients(x, dz, kernel, windows, dkernel, dx, relu_cache)
    else:
        dz = dz if relu_cache is None else relu_cache.backward(dz)

        def write_gradients(part: slice, grad: Array) -> None:
            conv_groups_gradients(x[part], dz[part], kernel, windows, grad, None if dx is None else dx[part])

        sum_slices(len(x), prod(windows.counts) * kernel.size, dkernel, write_gradients)


def is_im2col_kernel_applicable(x: Array, kernel: Array) -> bool:
    """Whether x is float32 and all channels are one group."""
    return kernels.enabled() and x.dtype == np.float32 and x.shape[3] == kernel.shape[2]


def conv_im2col(x: Array, kernel: Array, windows: Windows, z: Array, bias: Array = NO_BIAS) -> None:
    """Like :func:`conv`, but writes into ``z``."""
    patches, matrix = PatchMatrix(x.shape, windows), kernel.reshape(-1, kernel.shape[3])
    z_rows = z.reshape(patches.count, -1)
    if patches.is_view:
        matmul(x.reshape(patches.count, -1), matrix, z_rows)
        apply_bias_relu(z, bias)
        return
    num_threads = threads_for_products(patches.count * kernel.size)
    buffers, x_rows = patches.thread_buffers(num_threads, x.dtype, kernel.shape[3]), patches.merge_columns(x)
    run_parallel(num_threads, lambda team: kernels.conv_im2col_forward(
        x_rows, matrix, bias, z_rows, buffers, patches.layout, team))


def conv_im2col_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None,
                          relu_cache: BiasReluCache | None = None) -> None:
    """Compute the same as :func:`conv_gradients`."""
    patches, matrix, filters = PatchMatrix(x.shape, windows), kernel.reshape(-1, kernel.shape[3]), kernel.shape[3]
    grad = dkernel.reshape(matrix.shape)
    if patches.is_view:
        dz_rows = (dz if relu_cache is None else relu_cache.backward(dz)).reshape(patches.count, -1)
        matmul(x.reshape(patches.count, -1).T, dz_rows, grad)
        if dx is not None:
            matmul(dz_rows, matrix.T, dx.reshape(patches.count, -1))
        return
    num_threads, dz_rows = threads_for_products(2 * patches.count * kernel.size), dz.reshape(patches.count, -1)
    grads = np.empty((num_threads, *matrix.shape), x.dtype)
    matrices = matrix, np.empty(matrix.shape[::-1], x.dtype)
    buffers, x_rows = patches.thread_buffers(num_threads, x.dtype, filters), patches.merge_columns(x)
    dx_rows = np.empty((0, 0, 0), x.dtype) if dx is None else patches.merge_columns(dx)
    relu_args = kernel_arguments(relu_cache, num_threads, dz_rows, buffers.shape[1])
    run_parallel(num_threads, lambda team: kernels.conv_im2col_backward(
        x_rows, dz_rows, relu_args, matrices, grads, dx_rows, buffers, patches.layout, team))
    grad[...] = grads[0]
    write_bias_grad(relu_cache, relu_args[2])


def conv_groups(x: Array, kernel: Array, windows: Windows, z: Array) -> None:
    """Like :func:`conv`, but writes into ``z``, without bias; one group of channels at a time, for any type."""
    group_channels, filters = kernel.shape[2:]
    groups = x.shape[3] // group_channels
    z_rows, matrix = z.reshape(-1, filters), kernel.reshape(-1, filters)
    for inputs, outputs in zip(split_channels(x.shape[3], groups), split_channels(filters, groups), strict=True):
        patches = PatchMatrix(x.shape, windows, inputs)
        for rows in patches.chunks():
            np.matmul(patches.gather(x, rows), matrix[:, outputs], out=z_rows[rows, outputs])


def conv_groups_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None
                          ) -> None:
    """Compute the same as :func:`conv_gradients`, one group of channels at a time, for any type."""
    group_channels, filters = kernel.shape[2:]
    groups = x.shape[3] // group_channels
    dz_rows, matrix, grad = dz.reshape(-1, filters), kernel.reshape(-1, filters), dkernel.reshape(-1, filters)
    grad[...] = 0
    if dx is not None:
        dx[...] = 0
    for inputs, outputs in zip(split_channels(x.shape[3], groups), split_channels(filters, groups), strict=True):
        patches = PatchMatrix(x.shape, windows, inputs)
        for rows in patches.chunks():
            dz_part = dz_rows[rows, outputs]
            grad[:, outputs] += patches.gather(x, rows).T @ dz_part
            if dx is not None:
                dpatches = np.matmul(dz_part, matrix[:, outputs].T, out=patches.buffer(rows, x.dtype))
                patches.scatter(dpatches, rows, dx)


def conv_transpose(x: Array, kernel: Array, windows: Windows, shape: tuple[int, ...]) -> Array:
    """Transposed convolution, the adjoint of :func:`conv`: each pixel of x times the kernel is added to a window of z.

    x: ``(batch, height, width, channels)``. kernel: ``(height, width, filters, channels)``. z: ``(batch, *shape,
    filters)``. windows: those of z, one for each pixel of x.
    """
    filters, channels = kernel.shape[2:]
    z = np.zeros((len(x), *shape, filters), x.dtype)
    patches, x_rows = PatchMatrix(z.shape, windows), x.reshape(-1, channels)
    transposed = np.ascontiguousarray(kernel.reshape(-1, channels).T)
    for rows in patches.chunks():
        products = matmul_single_threaded(x_rows[rows], transposed, patches.buffer(rows, x.dtype))
        patches.scatter(products, rows, z)
    return z


def conv_transpose_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None
                             ) -> None:
    """``dx = window of dz · kernel``, unless None; ``dkernel = Σ (window of dz)ᵀ · x`` over batch and windows.

    dx and dkernel are overwritten.
    """
    channels = kernel.shape[3]
    patches, x_rows = PatchMatrix(dz.shape, windows), x.reshape(-1, channels)
    matrix, grad = kernel.reshape(-1, channels), dkernel.reshape(-1, channels)
    grad[...] = 0
    for rows in patches.chunks():
        dz_patches = patches.gather(dz, rows)
        matmul_single_threaded(dz_patches.T, x_rows[rows], grad, accumulate=True)
        if dx is not None:
            matmul_single_threaded(dz_patches, matrix, dx.reshape(-1, channels)[rows])


def depthwise_conv(x: Array, kernel: Array, windows: Windows) -> Array:
    """``z[b, p, q, (c, m)] = Σ x[b, window (p, q) at (i, j), c] · kernel[i, j, c, m]``, summed over i and j.

    kernel: ``(height, width, channels, multiplier)``. z: ``(batch, *windows.counts, channels · multiplier)``.
    """
    channels, multiplier = kernel.shape[2:]
    z = np.empty((len(x), *windows.counts, channels * multiplier), x.dtype)
    z_rows, taps = z.reshape(-1, channels, multiplier), kernel.reshape(-1, channels, multiplier)
    patches = PatchMatrix(x.shape, windows)
    for rows in patches.chunks():
        values = patches.gather(x, rows).reshape(-1, len(taps), channels)
        for m in range(multiplier):
            np.einsum("rtc,tc->rc", values, taps[:, :, m], out=z_rows[rows, :, m])
    return z


def depthwise_conv_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None
                             ) -> None:
    """The gradients of :func:`depthwise_conv`: dkernel is overwritten, the gradient by x added to dx unless None."""
    channels, multiplier = kernel.shape[2:]
    dz_rows, taps = dz.reshape(-1, channels, multiplier), kernel.reshape(-1, channels, multiplier)
    grad = dkernel.reshape(-1, channels, multiplier)
    grad[...] = 0
    patches = PatchMatrix(x.shape, windows)
    for rows in patches.chunks():
        values = patches.gather(x, rows).reshape(-1, len(taps), channels)
        for m in range(multiplier):
            grad[:, :, m] += np.einsum("rtc,rc->tc", values, dz_rows[rows, :, m])
        if dx is not None:
            dvalues = patches.buffer(rows, x.dtype).reshape(-1, len(taps), channels)
            np.einsum("rcm,tcm->rtc", dz_rows[rows], taps, out=dvalues)
            patches.scatter(dvalues.reshape(len(dvalues), -1), rows, dx)
