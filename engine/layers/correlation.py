"""What convolutions compute, and its derivatives: matrix products over patches, some rows at a time, or over tiles.

Names as in a layer: x is what goes in, z the sums that come out, dx and dz their gradients. Pictures are
``(batch, height, width, channels)`` and contiguous; a sequence is a picture of one row.
"""

from math import prod

import numpy as np

from engine import kernels, memory
from engine.layers.patches import Patches
from engine.layers.rectified import NO_BIAS, Rectified, add_up, for_kernels, rectify
from engine.layers.runs import correlate_runs, correlate_runs_gradients, runs_suit
from engine.layers.tiles import correlate_tiles, correlate_tiles_gradients, tiles_suit
from engine.layers.windows import Windows
from engine.products import multiply, product
from engine.threads import hands, in_parts, sum_of_parts, together
from engine.typing import Array


def shared(channels: int, groups: int) -> list[slice]:
    """The channels of every group."""
    each = channels // groups
    return [slice(g * each, (g + 1) * each) for g in range(groups)]


def correlate(x: Array, kernel: Array, windows: Windows, bias: Array = NO_BIAS) -> Array:
    """``z[b, p, q, f] = Σ x[b, window (p, q) at (i, j), c] · kernel[i, j, c, f]``, summed over i, j and c.

    kernel: ``(height, width, channels / groups, filters)``; group g of the filters sees group g of the channels alone.
    z: ``(batch, *windows.counts, filters)``. With a bias, ``(filters,)``, it is ``max(z + bias, 0)``.
    """
    z = memory.empty((len(x), *windows.counts, kernel.shape[3]), x.dtype)
    if tiles_suit(x, kernel, windows):
        correlate_tiles(x, kernel, windows, z, bias)
    elif runs_suit(x, kernel, windows):
        correlate_runs(x, kernel, windows, z, bias)
    elif kernel_suits(x, kernel):
        correlate_patches(x, kernel, windows, z, bias)
    else:
        each = prod(windows.counts) * kernel.size
        in_parts(len(x), each, lambda part: correlate_groups(x[part], kernel, windows, z[part]))
        rectify(z, bias)
    return z


def correlate_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None,
                        rectified: Rectified | None = None) -> None:
    """``dkernel = Σ patchᵀ · dz`` over batch and windows; ``dx``: the sums of ``dz · kernelᵀ``, if it is asked for.

    dx: of x's shape, or None. dkernel: of kernel's shape. Both are overwritten. rectified: then dz is the slope by its
    y, and that by the bias is written as well.
    """
    if tiles_suit(x, kernel, windows):
        correlate_tiles_gradients(x, dz, kernel, windows, dkernel, dx, rectified)
    elif runs_suit(x, kernel, windows):
        correlate_runs_gradients(x, dz, kernel, windows, dkernel, dx, rectified)
    elif kernel_suits(x, kernel):
        correlate_patches_gradients(x, dz, kernel, windows, dkernel, dx, rectified)
    else:
        dz = dz if rectified is None else rectified.back(dz)

        def work(part: slice, slope: Array) -> None:
            correlate_groups_gradients(x[part], dz[part], kernel, windows, slope, None if dx is None else dx[part])

        sum_of_parts(len(x), prod(windows.counts) * kernel.size, dkernel, work)


def kernel_suits(x: Array, kernel: Array) -> bool:
    """Whether the kernel for patches does it: all channels are one group, of float32."""
    return kernels.enabled() and x.dtype == np.float32 and x.shape[3] == kernel.shape[2]


def correlate_patches(x: Array, kernel: Array, windows: Windows, z: Array, bias: Array = NO_BIAS) -> None:
    """As :func:`correlate`, into ``z``: patches times kernel."""
    patches, matrix = Patches(x.shape, windows), kernel.reshape(-1, kernel.shape[3])
    flat = z.reshape(patches.count, -1)
    if patches.plain:
        product(x.reshape(patches.count, -1), matrix, flat)
        rectify(z, bias)
        return
    count = hands(patches.count * kernel.size)
    rooms, lines = patches.rooms(count, x.dtype, kernel.shape[3]), patches.lines(x)
    together(count, lambda team: kernels.conv_im2col_forward(lines, matrix, bias, flat, rooms, patches.layout, team))


def correlate_patches_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                                dx: Array | None, rectified: Rectified | None = None) -> None:
    """As :func:`correlate_gradients`: the transposed products, and a scatter back to where patches came from."""
    patches, matrix, filters = Patches(x.shape, windows), kernel.reshape(-1, kernel.shape[3]), kernel.shape[3]
    slope = dkernel.reshape(matrix.shape)
    if patches.plain:
        flat = (dz if rectified is None else rectified.back(dz)).reshape(patches.count, -1)
        product(x.reshape(patches.count, -1).T, flat, slope)
        if dx is not None:
            product(flat, matrix.T, dx.reshape(patches.count, -1))
        return
    count, flat = hands(2 * patches.count * kernel.size), dz.reshape(patches.count, -1)
    slopes, matrices = np.empty((count, *matrix.shape), x.dtype), (matrix, np.empty(matrix.shape[::-1], x.dtype))
    rooms, lines = patches.rooms(count, x.dtype, filters), patches.lines(x)
    into = np.empty((0, 0, 0), x.dtype) if dx is None else patches.lines(dx)
    after = for_kernels(rectified, count, flat, rooms.shape[1])
    together(count, lambda team: kernels.conv_im2col_backward(
        lines, flat, after, matrices, slopes, into, rooms, patches.layout, team))
    slope[...] = slopes[0]
    add_up(rectified, after[2])


def correlate_groups(x: Array, kernel: Array, windows: Windows, z: Array) -> None:
    """As :func:`correlate_patches`, group by group, and for any type."""
    inside, filters = kernel.shape[2:]
    groups = x.shape[3] // inside
    flat, matrix = z.reshape(-1, filters), kernel.reshape(-1, filters)
    for seen, made in zip(shared(x.shape[3], groups), shared(filters, groups), strict=True):
        patches = Patches(x.shape, windows, seen)
        for rows in patches.chunks():
            np.matmul(patches.gather(x, rows), matrix[:, made], out=flat[rows, made])


def correlate_groups_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                               dx: Array | None) -> None:
    """As :func:`correlate_patches_gradients`, group by group, and for any type."""
    inside, filters = kernel.shape[2:]
    groups = x.shape[3] // inside
    flat, matrix, slope = dz.reshape(-1, filters), kernel.reshape(-1, filters), dkernel.reshape(-1, filters)
    slope[...] = 0
    if dx is not None:
        dx[...] = 0
    for seen, made in zip(shared(x.shape[3], groups), shared(filters, groups), strict=True):
        patches = Patches(x.shape, windows, seen)
        for rows in patches.chunks():
            part = flat[rows, made]
            slope[:, made] += patches.gather(x, rows).T @ part
            if dx is not None:
                patches.scatter(np.matmul(part, matrix[:, made].T, out=patches.room(rows, x.dtype)), rows, dx)


def spread(x: Array, kernel: Array, windows: Windows, shape: tuple[int, ...]) -> Array:
    """The transpose of :func:`correlate`: every number of x lays the kernel, times itself, on z; overlaps add up.

    kernel: ``(height, width, filters, channels)``. z: ``(batch, *shape, filters)``, a picture on which the windows lie
    as many as x has places.
    """
    filters, channels = kernel.shape[2:]
    z = np.zeros((len(x), *shape, filters), x.dtype)
    patches, flat = Patches(z.shape, windows), x.reshape(-1, channels)
    turned = np.ascontiguousarray(kernel.reshape(-1, channels).T)
    for rows in patches.chunks():
        patches.scatter(multiply(flat[rows], turned, patches.room(rows, x.dtype)), rows, z)
    return z


def spread_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None) -> None:
    """``dx = patch of dz · kernel`` and ``dkernel = Σ patch of dzᵀ · x``, over batch and windows; both overwritten."""
    channels = kernel.shape[3]
    patches, flat = Patches(dz.shape, windows), x.reshape(-1, channels)
    matrix, slope = kernel.reshape(-1, channels), dkernel.reshape(-1, channels)
    slope[...] = 0
    for rows in patches.chunks():
        found = patches.gather(dz, rows)
        multiply(found.T, flat[rows], slope, add=True)
        if dx is not None:
            multiply(found, matrix, dx.reshape(-1, channels)[rows])


def correlate_each(x: Array, kernel: Array, windows: Windows) -> Array:
    """``z[b, p, q, (c, m)] = Σ x[b, window (p, q) at (i, j), c] · kernel[i, j, c, m]``, summed over i and j alone.

    kernel: ``(height, width, channels, multiplier)``. z: ``(batch, *windows.counts, channels · multiplier)``.
    """
    channels, multiplier = kernel.shape[2:]
    z = np.empty((len(x), *windows.counts, channels * multiplier), x.dtype)
    flat, each = z.reshape(-1, channels, multiplier), kernel.reshape(-1, channels, multiplier)
    patches = Patches(x.shape, windows)
    for rows in patches.chunks():
        found = patches.gather(x, rows).reshape(-1, len(each), channels)
        for m in range(multiplier):
            np.einsum("rtc,tc->rc", found, each[:, :, m], out=flat[rows, :, m])
    return z


def correlate_each_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                             dx: Array | None) -> None:
    """As :func:`correlate_gradients`, for :func:`correlate_each`."""
    channels, multiplier = kernel.shape[2:]
    flat, each = dz.reshape(-1, channels, multiplier), kernel.reshape(-1, channels, multiplier)
    slope = dkernel.reshape(-1, channels, multiplier)
    slope[...] = 0
    patches = Patches(x.shape, windows)
    for rows in patches.chunks():
        found = patches.gather(x, rows).reshape(-1, len(each), channels)
        for m in range(multiplier):
            slope[:, :, m] += np.einsum("rtc,rc->tc", found, flat[rows, :, m])
        if dx is not None:
            found = patches.room(rows, x.dtype).reshape(-1, len(each), channels)
            np.einsum("rcm,tcm->rtc", flat[rows], each, out=found)
            patches.scatter(found.reshape(len(found), -1), rows, dx)
