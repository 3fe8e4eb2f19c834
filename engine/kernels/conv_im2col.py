"""Convolution by im2col, a whole batch in one call: windows are copied to a buffer, some at a time, and multiplied.

The general route: any window, stride, dilation and padding; :mod:`engine.kernels.conv_winograd` (3 × 3 windows) and
:mod:`engine.kernels.conv1d_direct` (sequences without padding) are faster where they apply.

All arrays are float32 and C-contiguous. The first axis of ``buffers``, and of ``grads``, the gradient by the
convolution kernel, is the thread; in the end ``grads[0]`` holds the sum over the threads. ``team``:
:mod:`engine.kernels.lowlevel.thread_sync`.

With a ``bias``, ``(filters,)``, the output is ``y = max(z + bias, 0)``, computed in place while z is in cache. Backward
then receives the gradient by y as dz, and ``relu_cache`` is ``(y, buffer, sums)``. y: the output, in dz's shape.
buffer: ``(threads, rows, …)``, for the gradient by z of some rows of dz. sums: ``(threads, 2, filters)``:
``sums[:, 0]`` becomes the gradient by the bias of each thread, ``sums[:, 1]`` is a buffer. Without bias and ReLU, bias
and all arrays of relu_cache are empty.
"""

from typing import Any

from engine.kernels import elementwise, patches
from engine.kernels.lowlevel.array_views import flatten, index_first, index_slice, slice_rows
from engine.kernels.lowlevel.gemm import matmul_slice, matmul_transposed_a
from engine.kernels.lowlevel.linking import linked_kernel
from engine.kernels.lowlevel.thread_sync import begin, finish, split_range, split_samples, synchronize
from engine.kernels.lowlevel.vector_ops import add_values, zero_values
from engine.kernels.runtime.jit import Array, inlined, kernel
from engine.kernels.transpose import transpose_parallel

im2col, col2im = linked_kernel(patches.im2col, "3 4 i 2i 3i 3i"), linked_kernel(patches.col2im, "4 3 i 2i 3i 3i")
add_bias_relu = linked_kernel(elementwise.add_bias_relu_inplace, "1 1")
relu_bias_grad = linked_kernel(elementwise.relu_bias_grad, "1 1 1 1 1")


@kernel
def conv_im2col_forward(
    x: Array, matrix: Array, bias: Array, z: Array, buffers: Array, layout: Any, team: Any
) -> None:
    """``z = im2col(x) · matrix``.

    x: ``(batch, height, width · channels)``. matrix: the convolution kernel, ``(values of a window, filters)``. z:
    ``(windows, filters)``. buffers: for ``rows`` windows per thread, ``(threads, rows, m, n, run)``. m, n, run and
    layout, ``(counts, row, column)``, are those of :func:`engine.kernels.patches.im2col`.
    """
    begin(team)
    counts, row, column = layout
    buffer, (width, filters), (first, end) = index_first(buffers, team[2]), matrix.shape, split_range(z.shape[0], team)
    for start in range(first, end, buffer.shape[0]):
        rows = min(buffer.shape[0], end - start)
        im2col(x, slice_rows(buffer, 0, rows), start, counts, row, column)
        z_part = slice_rows(z, start, start + rows)
        matmul_slice(buffer, matrix, z_part, (rows, width, filters), (0, width), False)
        if bias.size:
            add_bias_relu(z_part, bias)
    finish(team)


@kernel
def conv_im2col_backward(
    x: Array, dz: Array, relu_cache: Any, matrices: Any, grads: Array, dx: Array, buffers: Array, layout: Any,
    team: Any
) -> None:
    """``grads = im2col(x)ᵀ · dz``; ``dx = col2im(dz · matrixᵀ)`` unless dx is empty.

    dz: ``(windows, filters)``. matrices: ``(matrix, buffer for its transpose)``. grads: ``(threads, values of a window,
    filters)``. dx: x's shape. All other arguments: :func:`conv_im2col_forward`.
    """
    begin(team)
    (counts, row, column), (matrix, transposed) = layout, matrices
    buffer, own_grad, (filters, width) = index_first(buffers, team[2]), index_first(grads, team[2]), transposed.shape
    first, end = split_samples(x.shape[0], counts[0] * counts[1], team)
    zero_grads(own_grad, relu_cache, dx, team)
    if dx.size:
        transpose_parallel(matrix, transposed, team)
        synchronize(team)
    for start in range(first, end, buffer.shape[0]):
        rows = min(buffer.shape[0], end - start)
        grad = grad_before_relu(dz, relu_cache, start, start + rows, team)
        im2col(x, slice_rows(buffer, 0, rows), start, counts, row, column)
        matmul_transposed_a(buffer, grad, own_grad, (width, rows, filters), (0, width), 1.0, True)
        if dx.size:
            matmul_slice(grad, transposed, buffer, (rows, filters, width), (0, filters), False)
            col2im(slice_rows(buffer, 0, rows), dx, start, counts, row, column)
    sum_grads(grads, team)
    finish(team)


@inlined
def zero_grads(own_grad: Array, relu_cache: Any, dx: Array, team: Any) -> None:
    """Set to zero the arrays that this thread adds to: its gradients by kernel and bias, and its samples of dx."""
    y, _, sums = relu_cache
    zero_values(flatten(own_grad), 0, own_grad.size)
    if y.size:
        zero_values(flatten(index_first(sums, team[2])), 0, 2 * sums.shape[2])
    if dx.size:
        first, end = split_samples(dx.shape[0], dx.size // dx.shape[0], team)
        zero_values(flatten(dx), first, end - first)


@inlined
def grad_before_relu(dz: Array, relu_cache: Any, first: int, end: int, team: Any) -> Array:
    """The gradient by z of rows ``first`` to ``end``.

    Without ReLU these are rows of dz. With ReLU, dz holds the gradient by y: this computes the gradient by z and adds
    its sum over the rows, the gradient by the bias, to ``sums``.
    """
    (y, buffer, sums), thread_index = relu_cache, team[2]
    grad: Array = slice_rows(dz, first, end)
    if y.size:
        result, own_sums = index_slice(buffer, thread_index, 0, end - first), index_first(sums, thread_index)
        relu_bias_grad(grad, slice_rows(y, first, end), result, index_first(own_sums, 0), index_first(own_sums, 1))
        grad = result
    return grad


@inlined
def sum_grads(grads: Array, team: Any) -> None:
    """Add the gradients of all threads to ``grads[0]``."""
    synchronize(team)
    total, size = flatten(grads), grads.size // grads.shape[0]
    first, end = split_range(size, team)
    for thread_index in range(1, grads.shape[0]):
        add_values(total, first, total, thread_index * size + first, end - first)
