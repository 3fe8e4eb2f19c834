"""Convolution with 3 × 3 windows by Winograd's algorithm: a quarter of the products, between transforms of tiles.

Same interface as :mod:`engine.array_ops.conv_ops`. One of four routes; it stays because im2col takes 1.5 times as long
(:mod:`engine.kernels.conv_winograd`). float32 errors are below 1e-5 of the largest value (im2col: 1e-6).
Mathematics: :mod:`engine.kernels.winograd_transforms`.
"""

from math import prod

import numpy as np

from engine import kernels
from engine.array_ops.bias_relu import NO_BIAS, BiasReluCache, kernel_arguments, write_bias_grad
from engine.array_ops.windows import Windows
from engine.parallel import run_parallel, threads_for_products
from engine.typing import Array

MAX_VALUES = 12_288
"""Transformed values of x and z together, for each of a tile's 36 positions, that are computed at a time, so that all
positions stay in a core's cache. A target: at least 32 tiles are computed at a time."""
MIN_CHANNELS, MAX_CHANNELS = 8, 512
"""Limits of channels and of filters. With fewer, the transforms cost more than they save; with more, few tiles fit in
cache."""
MAX_OVERHANG = 1.7
"""Maximum ratio of computed to needed outputs: tiles may exceed the image."""

G = np.array([[1, 0, 0], [-2 / 3, -(2**0.5) / 3, -1 / 3], [-2 / 3, 2**0.5 / 3, -1 / 3], [1 / 6, 2**0.5 / 6, 1 / 3],
              [1 / 6, -(2**0.5) / 6, 1 / 3], [0, 0, 1]])
G_PRODUCT = np.kron(G, G)
"""``G ⊗ G``, ``(36, 9)``: ``G g Gᵀ`` is one product with the vector g."""


def is_winograd_applicable(x: Array, kernel: Array, windows: Windows) -> bool:
    """Whether x and kernel are float32, windows are 3 × 3, dense and without groups, and Winograd is faster."""
    channels, filters = kernel.shape[2:]
    axes = windows.rows, windows.columns
    if x.shape[3] != channels:
        return False
    if any((axis.size, axis.stride, axis.dilation) != (3, 1, 1) or axis.count < 1 for axis in axes):
        return False
    computed, needed = prod(-(-axis.count // 4) * 4 for axis in axes), prod(windows.counts)
    is_size_suitable = min(channels, filters) >= MIN_CHANNELS and max(channels, filters) <= MAX_CHANNELS
    return kernels.enabled() and x.dtype == np.float32 and is_size_suitable and computed <= MAX_OVERHANG * needed


def conv_winograd(x: Array, kernel: Array, windows: Windows, z: Array, bias: Array = NO_BIAS) -> None:
    """Like :func:`engine.array_ops.conv_ops.conv`, but writes into ``z``."""
    num_threads = threads_for_products(kernel.size * prod(z.shape[:3]) // 4)
    layout, buffers = tile_layout(x, z, windows), make_buffers(num_threads)
    transformed = transform_kernel(kernel).reshape(36, -1)
    run_parallel(num_threads, lambda team: kernels.conv_winograd_forward(
        x, transformed, bias, z, buffers, layout, team))


def conv_winograd_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array, dx: Array | None,
                            relu_cache: BiasReluCache | None = None) -> None:
    """Compute the same as :func:`engine.array_ops.conv_ops.conv_gradients`."""
    num_threads = threads_for_products(kernel.size * prod(dz.shape[:3]) // 2)
    layout, buffers = tile_layout(x, dz, windows), make_buffers(num_threads)
    transposed = np.ascontiguousarray(transform_kernel(kernel).transpose(0, 2, 1)).reshape(36, -1)
    grads = np.empty((num_threads, *transposed.shape), x.dtype)
    dx_images = np.empty((0, 0, 0, 0), x.dtype) if dx is None else dx
    relu_args = kernel_arguments(relu_cache, num_threads, dz, min(layout[3], len(x)))
    run_parallel(num_threads, lambda team: kernels.conv_winograd_backward(
        x, dz, relu_args, transposed, grads, dx_images, buffers, layout, team))
    dkernel[...] = (G_PRODUCT.T.astype(x.dtype) @ grads[0]).reshape(dkernel.shape)
    write_bias_grad(relu_cache, relu_args[2])


def transform_kernel(kernel: Array) -> Array:
    """``G g Gᵀ`` for each channel and filter: ``(36, channels, filters)``."""
    return (G_PRODUCT.astype(kernel.dtype) @ kernel.reshape(9, -1)).reshape(36, *kernel.shape[2:])


def tile_layout(x: Array, z: Array, windows: Windows) -> tuple[tuple[int, int], tuple[int, int], int, int]:
    """``layout``, ``(counts, padding, step, group)``, of :func:`engine.kernels.conv_winograd.conv_winograd_forward`."""
    rows, columns = windows.rows, windows.columns
    counts = -(-rows.count // 4), -(-columns.count // 4)
    max_tiles = kernels.POSITION_STRIDE // max(x.shape[3], z.shape[3])
    step = min(max_tiles, max(32, MAX_VALUES // (x.shape[3] + z.shape[3])))
    return counts, (rows.before, columns.before), step, max(1, step // prod(counts))


def make_buffers(num_threads: int) -> tuple[Array, Array, Array]:
    """Each thread's buffers for transformed inputs, for transformed outputs and for one tile."""
    shape = (num_threads, 36, kernels.POSITION_STRIDE)
    return (np.empty(shape, np.float32), np.empty(shape, np.float32),
            np.empty((num_threads, 36, kernels.LANES), np.float32))
