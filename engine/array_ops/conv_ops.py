"""What convolutions compute, and its derivatives: matrix products over patches, some rows at a time, or over tiles.

Names as in a layer: x is what goes in, z the sums that come out, dx and dz their gradients. Pictures are
``(batch, height, width, channels)`` and contiguous; a sequence is a picture of one row.
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
    """The channels of every group."""
    each = channels // groups
    return [slice(g * each, (g + 1) * each) for g in range(groups)]


def conv(x: Array, kernel: Array, windows: Windows, bias: Array = NO_BIAS) -> Array:
    """``z[b, p, q, f] = Σ x[b, window (p, q) at (i, j), c] · kernel[i, j, c, f]``, summed over i, j and c.

    kernel: ``(height, width, channels / groups, filters)``; group g of the filters sees group g of the channels alone.
    z: ``(batch, *windows.counts, filters)``. With a bias, ``(filters,)``, it is ``max(z + bias, 0)``.
    """
    z = np.empty((len(x), *windows.counts, kernel.shape[3]), x.dtype)
    if is_winograd_applicable(x, kernel, windows):
        conv_winograd(x, kernel, windows, z, bias)
    elif is_conv1d_direct_applicable(x, kernel, windows):
        conv1d_direct(x, kernel, windows, z, bias)
    elif is_im2col_kernel_applicable(x, kernel):
        conv_im2col(x, kernel, windows, z, bias)
    else:
        each = prod(windows.counts) * kernel.size
        map_slices(len(x), each, lambda part: conv_groups(x[part], kernel, windows, z[part]))
        apply_bias_relu(z, bias)
    return z


def conv_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None,
                        relu_cache: BiasReluCache | None = None) -> None:
    """``dkernel = Σ patchᵀ · dz`` over batch and windows; ``dx``: the sums of ``dz · kernelᵀ``, if it is asked for.

    dx: of x's shape, or None. dkernel: of kernel's shape. Both are overwritten. rectified: then dz is the slope by its
    y, and that by the bias is written as well.
    """
    if is_winograd_applicable(x, kernel, windows):
        conv_winograd_gradients(x, dz, kernel, windows, dkernel, dx, relu_cache)
    elif is_conv1d_direct_applicable(x, kernel, windows):
        conv1d_direct_gradients(x, dz, kernel, windows, dkernel, dx, relu_cache)
    elif is_im2col_kernel_applicable(x, kernel):
        conv_im2col_gradients(x, dz, kernel, windows, dkernel, dx, relu_cache)
    else:
        dz = dz if relu_cache is None else relu_cache.back(dz)

        def work(part: slice, grad: Array) -> None:
            conv_groups_gradients(x[part], dz[part], kernel, windows, grad, None if dx is None else dx[part])

        sum_slices(len(x), prod(windows.counts) * kernel.size, dkernel, work)


def is_im2col_kernel_applicable(x: Array, kernel: Array) -> bool:
    """Whether the kernel for patches does it: all channels are one group, of float32."""
    return kernels.enabled() and x.dtype == np.float32 and x.shape[3] == kernel.shape[2]


def conv_im2col(x: Array, kernel: Array, windows: Windows, z: Array, bias: Array = NO_BIAS) -> None:
    """As :func:`conv`, into ``z``: patches times kernel."""
    patches, matrix = PatchMatrix(x.shape, windows), kernel.reshape(-1, kernel.shape[3])
    flat = z.reshape(patches.count, -1)
    if patches.plain:
        matmul(x.reshape(patches.count, -1), matrix, flat)
        apply_bias_relu(z, bias)
        return
    count = threads_for_products(patches.count * kernel.size)
    buffers, lines = patches.buffers(count, x.dtype, kernel.shape[3]), patches.lines(x)
    run_parallel(count, lambda team: kernels.conv_im2col_forward(
        lines, matrix, bias, flat, buffers, patches.layout, team))


def conv_im2col_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                                dx: Array | None, relu_cache: BiasReluCache | None = None) -> None:
    """As :func:`conv_gradients`: the transposed products, and a scatter back to where patches came from."""
    patches, matrix, filters = PatchMatrix(x.shape, windows), kernel.reshape(-1, kernel.shape[3]), kernel.shape[3]
    grad = dkernel.reshape(matrix.shape)
    if patches.plain:
        flat = (dz if relu_cache is None else relu_cache.back(dz)).reshape(patches.count, -1)
        matmul(x.reshape(patches.count, -1).T, flat, grad)
        if dx is not None:
            matmul(flat, matrix.T, dx.reshape(patches.count, -1))
        return
    count, flat = threads_for_products(2 * patches.count * kernel.size), dz.reshape(patches.count, -1)
    grads, matrices = np.empty((count, *matrix.shape), x.dtype), (matrix, np.empty(matrix.shape[::-1], x.dtype))
    buffers, lines = patches.buffers(count, x.dtype, filters), patches.lines(x)
    into = np.empty((0, 0, 0), x.dtype) if dx is None else patches.lines(dx)
    after = kernel_arguments(relu_cache, count, flat, buffers.shape[1])
    run_parallel(count, lambda team: kernels.conv_im2col_backward(
        lines, flat, after, matrices, grads, into, buffers, patches.layout, team))
    grad[...] = grads[0]
    write_bias_grad(relu_cache, after[2])


def conv_groups(x: Array, kernel: Array, windows: Windows, z: Array) -> None:
    """As :func:`conv_im2col`, group by group, and for any type."""
    inside, filters = kernel.shape[2:]
    groups = x.shape[3] // inside
    flat, matrix = z.reshape(-1, filters), kernel.reshape(-1, filters)
    for seen, made in zip(split_channels(x.shape[3], groups), split_channels(filters, groups), strict=True):
        patches = PatchMatrix(x.shape, windows, seen)
        for rows in patches.chunks():
            np.matmul(patches.gather(x, rows), matrix[:, made], out=flat[rows, made])


def conv_groups_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                               dx: Array | None) -> None:
    """As :func:`conv_im2col_gradients`, group by group, and for any type."""
    inside, filters = kernel.shape[2:]
    groups = x.shape[3] // inside
    flat, matrix, grad = dz.reshape(-1, filters), kernel.reshape(-1, filters), dkernel.reshape(-1, filters)
    grad[...] = 0
    if dx is not None:
        dx[...] = 0
    for seen, made in zip(split_channels(x.shape[3], groups), split_channels(filters, groups), strict=True):
        patches = PatchMatrix(x.shape, windows, seen)
        for rows in patches.chunks():
            part = flat[rows, made]
            grad[:, made] += patches.gather(x, rows).T @ part
            if dx is not None:
                patches.scatter(np.matmul(part, matrix[:, made].T, out=patches.buffer(rows, x.dtype)), rows, dx)


def conv_transpose(x: Array, kernel: Array, windows: Windows, shape: tuple[int, ...]) -> Array:
    """The transpose of :func:`conv`: every number of x lays the kernel, times itself, on z; overlaps add up.

    kernel: ``(height, width, filters, channels)``. z: ``(batch, *shape, filters)``, a picture on which the windows lie
    as many as x has places.
    """
    filters, channels = kernel.shape[2:]
    z = np.zeros((len(x), *shape, filters), x.dtype)
    patches, flat = PatchMatrix(z.shape, windows), x.reshape(-1, channels)
    turned = np.ascontiguousarray(kernel.reshape(-1, channels).T)
    for rows in patches.chunks():
        patches.scatter(matmul_single_threaded(flat[rows], turned, patches.buffer(rows, x.dtype)), rows, z)
    return z


def conv_transpose_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None
                             ) -> None:
    """``dx = patch of dz · kernel`` and ``dkernel = Σ patch of dzᵀ · x``, over batch and windows; both overwritten."""
    channels = kernel.shape[3]
    patches, flat = PatchMatrix(dz.shape, windows), x.reshape(-1, channels)
    matrix, grad = kernel.reshape(-1, channels), dkernel.reshape(-1, channels)
    grad[...] = 0
    for rows in patches.chunks():
        found = patches.gather(dz, rows)
        matmul_single_threaded(found.T, flat[rows], grad, accumulate=True)
        if dx is not None:
            matmul_single_threaded(found, matrix, dx.reshape(-1, channels)[rows])


def depthwise_conv(x: Array, kernel: Array, windows: Windows) -> Array:
    """``z[b, p, q, (c, m)] = Σ x[b, window (p, q) at (i, j), c] · kernel[i, j, c, m]``, summed over i and j alone.

    kernel: ``(height, width, channels, multiplier)``. z: ``(batch, *windows.counts, channels · multiplier)``.
    """
    channels, multiplier = kernel.shape[2:]
    z = np.empty((len(x), *windows.counts, channels * multiplier), x.dtype)
    flat, each = z.reshape(-1, channels, multiplier), kernel.reshape(-1, channels, multiplier)
    patches = PatchMatrix(x.shape, windows)
    for rows in patches.chunks():
        found = patches.gather(x, rows).reshape(-1, len(each), channels)
        for m in range(multiplier):
            np.einsum("rtc,tc->rc", found, each[:, :, m], out=flat[rows, :, m])
    return z


def depthwise_conv_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                             dx: Array | None) -> None:
    """As :func:`conv_gradients`, for :func:`depthwise_conv`."""
    channels, multiplier = kernel.shape[2:]
    flat, each = dz.reshape(-1, channels, multiplier), kernel.reshape(-1, channels, multiplier)
    grad = dkernel.reshape(-1, channels, multiplier)
    grad[...] = 0
    patches = PatchMatrix(x.shape, windows)
    for rows in patches.chunks():
        found = patches.gather(x, rows).reshape(-1, len(each), channels)
        for m in range(multiplier):
            grad[:, :, m] += np.einsum("rtc,rc->tc", found, flat[rows, :, m])
        if dx is not None:
            found = patches.buffer(rows, x.dtype).reshape(-1, len(each), channels)
            np.einsum("rcm,tcm->rtc", flat[rows], each, out=found)
            patches.scatter(found.reshape(len(found), -1), rows, dx)
