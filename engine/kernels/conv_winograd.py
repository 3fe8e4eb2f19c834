"""Convolution with 3 × 3 windows by Winograd's algorithm (:mod:`engine.kernels.winograd_transforms`).

A whole batch in one call. Arguments not described here: :mod:`engine.kernels.conv_im2col`. Measured on a prototype,
one core: W5 1.02 s against 1.51 s by im2col, W6 3.7 s against 6.1 s.
"""

from typing import Any

from engine.kernels import winograd_transforms
from engine.kernels.conv_im2col import add_bias_relu, grad_before_relu, sum_grads, zero_grads
from engine.kernels.lowlevel.array_views import flatten, index_first, slice_rows
from engine.kernels.lowlevel.gemm import batched_matmul, batched_matmul_transposed_a
from engine.kernels.lowlevel.linking import linked_kernel
from engine.kernels.lowlevel.thread_sync import begin, finish, split_samples
from engine.kernels.runtime.jit import Array, inlined, kernel
from engine.kernels.winograd_transforms import POSITION_STRIDE

transform_input = linked_kernel(winograd_transforms.transform_input, "4 2 2 i i 2i 2i")
transform_output_grad = linked_kernel(winograd_transforms.transform_output_grad, "4 2 2 i i 2i")
inverse_transform_output = linked_kernel(winograd_transforms.inverse_transform_output, "2 4 2 i i 2i")
inverse_transform_input_grad = linked_kernel(winograd_transforms.inverse_transform_input_grad, "2 4 2 i i 2i 2i")


@kernel
def conv_winograd_forward(x: Array, kernel: Array, bias: Array, z: Array, buffers: Any, layout: Any, team: Any
                          ) -> None:
    """Compute the convolution and write it to z, ``(batch, output height, output width, filters)``, tile by tile.

    x: ``(batch, height, width, channels)``. kernel: transformed, ``(36, channels · filters)``. buffers: ``(inputs,
    outputs, tile)``. inputs, outputs: for transformed values, ``(threads, 36, POSITION_STRIDE)`` each. tile: for the
    transforms, ``(threads, 36, LANES)``.
    layout: ``(counts, padding, step, group)``. counts: the number of tiles vertically and horizontally in an image.
    padding: rows of zeros at the top, columns at the left. step: tiles per round of transforms and products. group:
    samples per round of backward.
    """
    begin(team)
    (counts, padding, step, _), thread_index = layout, team[2]
    inputs, outputs = index_first(buffers[0], thread_index), index_first(buffers[1], thread_index)
    tile, rows = index_first(buffers[2], thread_index), max(1, step // counts[1])
    first, end = split_samples(x.shape[0] * counts[0], 1, team)
    for row in range(first, end, rows):
        last = min(row + rows, end)
        for start in range(row * counts[1], last * counts[1], step):
            tiles = min(step, last * counts[1] - start)
            transform_input(x, inputs, tile, start, tiles, counts, padding)
            batched_matmul(inputs, kernel, outputs, 36, (POSITION_STRIDE, kernel.shape[1], POSITION_STRIDE),
                           (tiles, x.shape[3], z.shape[3]))
            inverse_transform_output(outputs, z, tile, start, tiles, counts)
        if bias.size:
            z_start, z_end = tile_row_start(z, row, counts[0]), tile_row_start(z, last, counts[0])
            add_bias_relu(slice_rows(flatten(z), z_start, z_end), bias)
    finish(team)


@inlined
def tile_row_start(z: Array, row: int, rows_per_sample: int) -> int:
    """The index in flat z at which a row of tiles starts; row: counted over all samples."""
    _, height, width, filters = z.shape
    start: int = (row // rows_per_sample * height + row % rows_per_sample * 4) * width * filters
    return start


@kernel
def conv_winograd_backward(
    x: Array, dz: Array, relu_cache: Any, transposed: Array, grads: Array, dx: Array, buffers: Any, layout: Any,
    team: Any
) -> None:
    """Like ``conv_im2col_backward``, but with grads by the transformed kernel, ``(threads, 36, channels · filters)``.

    dz: ``(batch, output height, output width, filters)``. transposed: the 36 matrices of the transformed kernel, each
    transposed: ``(36, filters · channels)``. The buffer of relu_cache holds ``group`` samples of dz per thread.
    """
    begin(team)
    (counts, padding, step, group), thread_index = layout, team[2]
    inputs, outputs = index_first(buffers[0], thread_index), index_first(buffers[1], thread_index)
    tile, tiles_per_sample = index_first(buffers[2], thread_index), counts[0] * counts[1]
    channels, filters, own_grad = x.shape[3], dz.shape[3], index_first(grads, thread_index)
    first, end = split_samples(x.shape[0], 1, team)
    zero_grads(own_grad, relu_cache, dx, team)
    for sample in range(first, end, group):
        count = min(group, end - sample)
        x_part, dx_part = slice_rows(x, sample, sample + count), slice_rows(dx, sample, sample + count)
        grad = grad_before_relu(dz, relu_cache, sample, sample + count, team)
        for start in range(0, count * tiles_per_sample, step):
            tiles = min(step, count * tiles_per_sample - start)
            transform_input(x_part, inputs, tile, start, tiles, counts, padding)
            transform_output_grad(grad, outputs, tile, start, tiles, counts)
            batched_matmul_transposed_a(inputs, outputs, own_grad, 36, (
                POSITION_STRIDE, POSITION_STRIDE, own_grad.shape[1]), (channels, tiles, filters))
            if dx.size:
                batched_matmul(outputs, transposed, inputs, 36, (
                    POSITION_STRIDE, transposed.shape[1], POSITION_STRIDE), (tiles, filters, channels))
                inverse_transform_input_grad(inputs, dx_part, tile, start, tiles, counts, padding)
    sum_grads(grads, team)
    finish(team)
