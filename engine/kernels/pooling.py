"""Max pooling over images, parallel over samples. All arrays are C-contiguous."""

from typing import Any

from numba import int32, uint64

from engine.kernels.lowlevel.array_views import flatten
from engine.kernels.lowlevel.thread_sync import begin, finish, split_samples
from engine.kernels.lowlevel.vector_ops import zero_values
from engine.kernels.runtime.jit import Array, kernel

Pair = tuple[int, int]


@kernel
def max_pool(x: Array, y: Array, argmax: Array, size: Pair, strides: Pair, padding: Pair, team: Any) -> None:
    """Write to y the maximum of each window and channel, and to argmax its index in the window, the first of equals.

    x: ``(batch, height, width, channels)``. y, argmax: ``(batch, output height, output width, channels)``; argmax:
    int32. size, strides, padding: vertically and horizontally. Window ``(p, q)`` starts at ``(p, q) · strides -
    padding``; its pixels outside x are ignored.
    """
    begin(team)
    _, height, width, channels = x.shape
    source, target, indices = flatten(x), flatten(y), flatten(argmax)
    first, end = split_samples(y.shape[0], 1, team)
    position = first * y.shape[1] * y.shape[2] * channels
    for b in range(first, end):
        for p in range(y.shape[1]):
            top = p * strides[0] - padding[0]
            for q in range(y.shape[2]):
                left = q * strides[1] - padding[1]
                is_first = True
                for i in range(max(-top, 0), min(height - top, size[0])):
                    for j in range(max(-left, 0), min(width - left, size[1])):
                        pixel = ((b * height + top + i) * width + left + j) * channels
                        index = int32(i * size[1] + j)
                        for k in range(channels):
                            at, new = uint64(position + k), source[uint64(pixel + k)]
                            better = is_first or new > target[at] or new != new  # noqa: PLR0124  (NaN)
                            target[at] = new if better else target[at]
                            indices[at] = index if better else indices[at]
                        is_first = False
                position += channels
    finish(team)


@kernel
def max_pool_backward(
    dy: Array, argmax: Array, dx: Array, size: Pair, strides: Pair, padding: Pair, team: Any
) -> None:
    """Write to dx, for each value of x, the sum of dy over the windows whose maximum it is; see :func:`max_pool`."""
    begin(team)
    (_, height, width, channels), zero = dx.shape, dx.dtype.type(0)
    target, source, indices = flatten(dx), flatten(dy), flatten(argmax)
    first, end = split_samples(dy.shape[0], 1, team)
    position = first * dy.shape[1] * dy.shape[2] * channels
    for b in range(first, end):
        zero_values(target, b * height * width * channels, height * width * channels)
        for p in range(dy.shape[1]):
            top = p * strides[0] - padding[0]
            for q in range(dy.shape[2]):
                left = q * strides[1] - padding[1]
                for i in range(max(-top, 0), min(height - top, size[0])):
                    for j in range(max(-left, 0), min(width - left, size[1])):
                        pixel = ((b * height + top + i) * width + left + j) * channels
                        index = int32(i * size[1] + j)
                        for k in range(channels):
                            at = uint64(position + k)
                            target[uint64(pixel + k)] += source[at] if indices[at] == index else zero
                position += channels
    finish(team)
