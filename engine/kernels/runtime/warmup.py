"""Compile kernels before their first use, so that no learner waits for them.

Kernels are grouped by the layers that need them. The function of a group returns calls of its kernels with tiny float32
arrays, as a list for forward and one for backward, each in the order in which a batch needs the kernels.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import numpy as np

from engine import kernels
from engine.kernels import SINGLE_THREAD as TEAM

Calls = list[Callable[[], Any]]


def warm(*groups: str) -> None:
    """Compile the kernels of these groups, by default of all; with a warm cache this only loads machine code."""
    if kernels.enabled():
        for group in groups or GROUPS:
            for calls in GROUPS[group]():
                for call in calls:
                    call()


def warm_backwards(groups: Iterable[str]) -> None:
    """Like :func:`warm`, but in reverse order, for the helper process (:mod:`engine.kernels.runtime.precompile`).

    groups: from the lowest layers to the highest. The optimizer is unknown: the kernels of optimizers come last.
    """
    if kernels.enabled():
        parts = [GROUPS[group]() for group in groups]
        for calls in [backward for _, backward in parts] + [f for f, _ in reversed(parts)] + [optimizers()[1]]:
            for call in reversed(calls):
                call()


def dense() -> tuple[Calls, Calls]:
    """Dense layers, dropout and losses."""
    rows, labels, (w, g, m) = np.ones((2, 3), "float32"), np.zeros(2, "int64"), np.ones((3, 2), "float32")
    square = np.ones((2, 2), "float32")
    forward: Calls = [
        denormals,
        lambda: kernels.matmul(square, square, square, (True, False), square, False, TEAM),
        lambda: kernels.add_bias_relu(rows, np.ones(3, "float32"), TEAM),
        lambda: kernels.apply_dropout(w, w, *np.zeros(2, "uint64"), 1.0, TEAM),
        lambda: kernels.erfc(w),
        lambda: kernels.softmax_rows(rows, rows),
        lambda: kernels.crossentropy(rows, rows, rows, w),
        lambda: kernels.sparse_crossentropy(labels, rows, rows, w)]
    backward: Calls = [
        lambda: kernels.relu_backward(w, g, m, TEAM),
        lambda: kernels.sparse_crossentropy_gradient(labels, rows, rows),
        lambda: kernels.bias_relu_backward(w, g, m, np.ones((1, 2, 2), "float32"), TEAM)]
    return forward, backward


def denormals() -> None:
    with kernels.flush_denormals():
        pass


def optimizers() -> tuple[Calls, Calls]:
    """The optimizers' updates, the most used last."""
    w, g, m, v = np.ones((4, 2), "float32")
    return [], [
        lambda: kernels.adadelta(w, g, m, v, 0.1, 0.9, 1e-7),
        lambda: kernels.adam_from_squares(w, g, w, m, v, 0.1, 0.1, 0.1, 1e-7),
        lambda: kernels.rmsprop_from_squares(w, g, w, v, 0.1, 0.9, 1e-7),
        lambda: kernels.rmsprop(w, g, v, 0.1, 0.9, 1e-7),
        lambda: kernels.adam(w, g, m, v, 0.1, 0.1, 0.1, 1e-7),
        lambda: kernels.sgd_momentum(w, g, m, 0.1, 0.9, False),
        lambda: kernels.sgd(w, g, 0.1)]


def fused_dense() -> tuple[Calls, Calls]:
    """Stacks of Dense layers."""
    sizes, w, y = np.ones(2, "int64"), np.ones((4, 2), "float32"), np.ones((3, 2), "float32")
    data = np.ones((1, 1), "float32"), np.ones((1, 1), "float32"), np.zeros(0, "int64"), np.zeros(1, "int64"), 1
    seeds = np.zeros(1, "uint64")
    stack = sizes, np.zeros(1, "int64"), np.ones(1, "int64"), np.zeros(1, "int64"), 0, (seeds, np.ones(1))
    batches, results = (np.zeros(1), (seeds, 0)), (np.zeros(1), y[2, :1])
    buffers, optimizer = (y[0], y[1], y[2, :0]), (0, 0.0, 0.0, 0.0)
    return [lambda: kernels.train_fused_dense(data, stack, tuple(w), optimizer, batches, buffers, results, TEAM)], [
        linked_to_fused_dense]


def linked_to_fused_dense() -> None:
    """Compile the kernels that train_fused_dense calls in reverse: another process begins at the other end."""
    import_module("engine.kernels.fused_dense")
    from engine.kernels.lowlevel.linking import resolve_linked_kernels

    resolve_linked_kernels(last_first=True)


def images() -> tuple[Calls, Calls]:
    """Convolution and pooling."""
    image, matrix = np.zeros((1, 2, 2, 1), "float32"), np.zeros((4, 1, 1, 1), "float32")
    rows, windows = image.reshape(1, 2, 2), ((2, 2), (1, 1, 0), (1, 1, 0))
    pooled, argmax = np.zeros((1, 1, 1, 1), "float32"), np.zeros((1, 1, 1, 1), "int32")
    window = (2, 2), (2, 2), (0, 0)
    positions, layout = np.ones((1, 36, kernels.POSITION_STRIDE), "float32"), ((1, 1), (0, 0), 1, 1)
    tile_buffers = positions, positions.copy(), np.ones((1, 36, kernels.LANES), "float32")
    transformed, grads = np.ones((36, 1), "float32"), np.ones((1, 36, 1), "float32")
    one, buffer, column = np.ones((1, 1), "float32"), matrix[None], matrix[:, 0, 0]
    bias, sums = np.zeros(1, "float32"), np.ones((1, 2, 1), "float32")
    relu_cache, image_relu_cache = (one, one[None], sums), (pooled, pooled[None], sums)
    forward: Calls = [
        lambda: kernels.im2col(rows, matrix, 0, *windows),
        lambda: kernels.conv_im2col_forward(rows, one, bias, column, buffer, windows, TEAM),
        lambda: kernels.conv_winograd_forward(image, transformed, bias, pooled, tile_buffers, layout, TEAM),
        lambda: kernels.conv1d_direct_forward(one, one, bias, one, (1, 1, 1), TEAM),
        lambda: kernels.max_pool(image, pooled, argmax, *window, TEAM)]
    backward: Calls = [
        lambda: kernels.max_pool_backward(pooled, argmax, image, *window, TEAM),
        lambda: kernels.conv1d_direct_backward(one, one, relu_cache, (one, one), one[None], one, (1, 1, 1), TEAM),
        lambda: kernels.conv_winograd_backward(
            image, pooled, image_relu_cache, transformed, grads, image, tile_buffers, layout, TEAM),
        lambda: kernels.conv_im2col_backward(
            rows, column, relu_cache, (one, one), one[None], rows, buffer, windows, TEAM),
        lambda: kernels.col2im(matrix, rows, 0, *windows)]
    return forward, backward


def sequences() -> tuple[Calls, Calls]:
    """Recurrent layers and embeddings."""
    labels, rows = np.zeros(2, "int64"), np.ones((2, 3), "float32")
    cell, gates, three = np.ones((6, 2, 1), "float32"), np.ones((4, 2, 4), "float32"), np.ones((4, 2, 3), "float32")
    x, two, transposed = np.ones((1, 2, 1), "float32"), np.ones((2, 2, 1), "float32"), np.ones((2, 4, 1), "float32")
    matrices, bias, inverse = np.ones((2, 1, 4), "float32"), np.ones(4, "float32"), np.zeros(0, "int64")
    inputs, mask = (x[0], inverse, gates[0]), np.ones((0, 0), bool)
    forward: Calls = [
        lambda: kernels.find_unique_rows(
            rows, rows.view(np.uint32), *np.zeros((2, 2), "int64"), np.zeros(4, "int64")),
        lambda: kernels.lstm_forward(inputs, (*matrices, bias), gates[:1], (two, two.copy()), x, mask, TEAM),
        lambda: kernels.gru_step(three[0], three[1], *cell[:2])]
    backward: Calls = [
        lambda: kernels.gru_step_backward(three[0], three[1], *cell[:2], *three[2:]),
        lambda: kernels.lstm_backward(
            inputs, tuple(matrices), tuple(transposed), (gates[:1], two, two, x), (x, cell[:2]), gates[1:2], mask,
            (cell[2:3], *matrices, bias), TEAM),
        lambda: kernels.segment_sum(labels, rows, np.ones((3, 3), "float32")),
        lambda: kernels.segment_sum_squares(labels, rows, *np.ones((2, 3, 3), "float32"))]
    return forward, backward


GROUPS: dict[str, Callable[[], tuple[Calls, Calls]]] = {
    "dense": dense, "fused_dense": fused_dense, "optimizers": optimizers, "images": images, "sequences": sequences}
"""The kernel groups by name; those that most lessons need come first."""
