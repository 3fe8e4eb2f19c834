"""Convolution with 3 × 3 windows by Winograd's algorithm: a quarter of the products, between transforms of tiles.

Same interface as :mod:`engine.array_ops.conv_ops`. float32 results are within 1e-5 of the largest value, where im2col
is within 1e-6. Mathematics: :mod:`engine.kernels.winograd_transforms`.
"""

from math import prod

import numpy as np

from engine import kernels
from engine.array_ops.bias_relu import NO_BIAS, BiasReluCache, kernel_arguments, write_bias_grad
from engine.array_ops.windows import Windows
from engine.parallel import run_parallel, threads_for_products
from engine.typing import Array

MAX_VALUES = 12_288
"""How many numbers, of x and z together, a place holds at a time: so that 36 places stay near a core."""
FEWEST, MOST = 8, 512
"""Channels and filters. Below, transforms cost more than the products that they save; above, a block has few tiles."""
MOST_IDLE = 1.7
"""How many times the sums that are asked for the tiles may make, where they reach beyond the edge."""

G = np.array([[1, 0, 0], [-2 / 3, -(2**0.5) / 3, -1 / 3], [-2 / 3, 2**0.5 / 3, -1 / 3], [1 / 6, 2**0.5 / 6, 1 / 3],
              [1 / 6, -(2**0.5) / 6, 1 / 3], [0, 0, 1]])
BOTH = np.kron(G, G)
"""``G g Gᵀ`` as one product with ``g`` as a vector: ``(36, 9)``."""


def is_winograd_applicable(x: Array, kernel: Array, windows: Windows) -> bool:
    """Whether this way is open, and the shorter one."""
    _, _, inside, filters = kernel.shape
    spans = windows.rows, windows.columns
    if x.shape[3] != inside or any((s.size, s.stride, s.dilation) != (3, 1, 1) or s.count < 1 for s in spans):
        return False
    made, asked = 1, 1
    for s in spans:
        made, asked = made * 4 * -(-s.count // 4), asked * s.count
    enough = min(inside, filters) >= FEWEST and max(inside, filters) <= MOST
    return kernels.enabled() and x.dtype == np.float32 and enough and made <= MOST_IDLE * asked


def conv_winograd(x: Array, kernel: Array, windows: Windows, z: Array, bias: Array = NO_BIAS) -> None:
    """As :func:`engine.array_ops.conv_ops.conv`, into ``z``."""
    count, layout = threads_for_products(kernel.size * prod(z.shape[:3]) // 4), tile_layout(x, z, windows)
    places, buffers = transform_kernel(kernel).reshape(36, -1), make_buffers(count)
    run_parallel(count, lambda team: kernels.conv_winograd_forward(x, places, bias, z, buffers, layout, team))


def conv_winograd_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                              dx: Array | None, relu_cache: BiasReluCache | None = None) -> None:
    """As :func:`engine.array_ops.conv_ops.conv_gradients`."""
    count, layout = threads_for_products(kernel.size * prod(dz.shape[:3]) // 2), tile_layout(x, dz, windows)
    turned = np.ascontiguousarray(transform_kernel(kernel).transpose(0, 2, 1)).reshape(36, -1)
    grads, buffers = np.empty((count, *turned.shape), x.dtype), make_buffers(count)
    into = np.empty((0, 0, 0, 0), x.dtype) if dx is None else dx
    after = kernel_arguments(relu_cache, count, dz, min(layout[3], len(x)))
    run_parallel(count, lambda team: kernels.conv_winograd_backward(
        x, dz, after, turned, grads, into, buffers, layout, team))
    dkernel[...] = (BOTH.T.astype(x.dtype) @ grads[0]).reshape(dkernel.shape)
    write_bias_grad(relu_cache, after[2])


def transform_kernel(kernel: Array) -> Array:
    """``G g Gᵀ`` for every channel and filter: ``(36, channels, filters)``."""
    return (BOTH.astype(kernel.dtype) @ kernel.reshape(9, -1)).reshape(36, *kernel.shape[2:])


def tile_layout(x: Array, z: Array, windows: Windows) -> tuple[tuple[int, int], tuple[int, int], int, int]:
    """Tiles in a column and in a row, rows and columns of zeros before them, how many are worked on at a time, and how
    many samples have so many."""
    rows, columns = windows.rows, windows.columns
    counts = -(-rows.count // 4), -(-columns.count // 4)
    most = kernels.POSITION_STRIDE // max(x.shape[3], z.shape[3])
    step = min(most, max(32, MAX_VALUES // (x.shape[3] + z.shape[3])))
    return counts, (rows.before, columns.before), step, max(1, step // prod(counts))


def make_buffers(count: int) -> tuple[Array, Array, Array]:
    """Memory of each hand for a block's places, before and after the products, and for one tile."""
    kind = np.dtype(np.float32)
    places = (count, 36, kernels.POSITION_STRIDE)
    return np.empty(places, kind), np.empty(places, kind), np.empty((count, 36, kernels.LANES), kind)
