"""Compiles kernels ahead of their first use, so that no learner waits for them.

Each part lists the kernels that some layers need, as calls with tiny float32 arrays, in the order in which a batch
needs them: on its way forward, and on its way back.
"""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import numpy as np

from engine import kernels
from engine.kernels import SINGLE_THREAD

Calls = list[Callable[[], Any]]


def warm(*parts: str) -> None:
    """Compile the kernels of these parts, or all; on a warm cache this only loads machine code."""
    for index_slice in parts or PARTS:
        for way in PARTS[index_slice]():
            for call in way:
                call()


def warm_backwards(parts: Iterable[str]) -> None:
    """As :func:`warm`, what a batch needs last first, for a process that helps another one: layers of the first part
    lie below those of the second. Which optimizer there is nobody said; so they come at the end."""
    ways = [PARTS[index_slice]() for index_slice in parts]
    for way in [back for _, back in ways] + [forward for forward, _ in reversed(ways)] + [optimizers()[1]]:
        for call in reversed(way):
            call()


def dense() -> tuple[Calls, Calls]:
    """Dense layers, dropout and losses."""
    rows, labels, (w, g, m) = np.ones((2, 3), "float32"), np.zeros(2, "int64"), np.ones((3, 2), "float32")
    square = np.ones((2, 2), "float32")
    forward: Calls = [
        tiny,
        lambda: kernels.matmul(square, square, square, (True, False), square, False, SINGLE_THREAD),
        lambda: kernels.add_bias_relu(rows, np.ones(3, "float32"), SINGLE_THREAD),
        lambda: kernels.apply_dropout(w, w, *np.zeros(2, "uint64"), 1.0, SINGLE_THREAD),
        lambda: kernels.erfc(w),
        lambda: kernels.softmax_rows(rows, rows),
        lambda: kernels.crossentropy(rows, rows, rows, w),
        lambda: kernels.sparse_crossentropy(labels, rows, rows, w)]
    back: Calls = [
        lambda: kernels.relu_backward(w, g, m, SINGLE_THREAD),
        lambda: kernels.sparse_crossentropy_gradient(labels, rows, rows),
        lambda: kernels.bias_relu_backward(w, g, m, np.ones((1, 2, 2), "float32"), SINGLE_THREAD)]
    return forward, back


def tiny() -> None:
    """Treat tiny numbers as 0, for a moment."""
    with kernels.flush_denormals():
        pass


def optimizers() -> tuple[Calls, Calls]:
    """The optimizers' steps, the usual ones last."""
    w, g, m, v = np.ones((4, 2), "float32")
    return [], [
        lambda: kernels.adadelta(w, g, m, v, 0.1, 0.9, 1e-7),
        lambda: kernels.adam_from_squares(w, g, w, m, v, 0.1, 0.1, 0.1, 1e-7),
        lambda: kernels.rmsprop_from_squares(w, g, w, v, 0.1, 0.9, 1e-7),
        lambda: kernels.rmsprop(w, g, v, 0.1, 0.9, 1e-7),
        lambda: kernels.adam(w, g, m, v, 0.1, 0.1, 0.1, 1e-7),
        lambda: kernels.sgd_momentum(w, g, m, 0.1, 0.9, False),
        lambda: kernels.sgd(w, g, 0.1)]


def stacks() -> tuple[Calls, Calls]:
    """Stacks of Dense layers."""
    sizes, w, y = np.ones(2, "int64"), np.ones((4, 2), "float32"), np.ones((3, 2), "float32")
    data = np.ones((1, 1), "float32"), np.ones((1, 1), "float32"), np.zeros(0, "int64"), np.zeros(1, "int64"), 1
    starts = np.zeros(1, "uint64")
    stack = sizes, np.zeros(1, "int64"), np.ones(1, "int64"), np.zeros(1, "int64"), 0, (starts, np.ones(1))
    batches, found = (np.zeros(1), (starts, 0)), (np.zeros(1), y[2, :1])
    work, rule = (y[0], y[1], y[2, :0]), (0, 0.0, 0.0, 0.0)
    return [lambda: kernels.train_fused_dense(data, stack, tuple(w), rule, batches, work, found, SINGLE_THREAD)], [called_by_stacks]


def called_by_stacks() -> None:
    """What the kernel for stacks calls, the last first: so another process can begin with the first."""
    import_module("engine.kernels.fused_dense")
    from engine.kernels.lowlevel.linking import all_be_ready

    all_be_ready(last_first=True)


def pictures() -> tuple[Calls, Calls]:
    """Convolution and pooling."""
    picture, matrix = np.zeros((1, 2, 2, 1), "float32"), np.zeros((4, 1, 1, 1), "float32")
    lines, windows = picture.reshape(1, 2, 2), ((2, 2), (1, 1, 0), (1, 1, 0))
    pooled, which, pools = np.zeros((1, 1, 1, 1), "float32"), np.zeros((1, 1, 1, 1), "int32"), ((2, 2), (2, 2), (0, 0))
    places, layout = np.ones((1, 36, kernels.POSITION_STRIDE), "float32"), ((1, 1), (0, 0), 1, 1)
    buffers = places, places.copy(), np.ones((1, 36, kernels.LANES), "float32")
    row, grads = np.ones((36, 1), "float32"), np.ones((1, 36, 1), "float32")
    number, buffer, column = np.ones((1, 1), "float32"), matrix[None], matrix[:, 0, 0]
    bias = np.zeros(1, "float32")
    sums = np.ones((1, 2, 1), "float32")
    after, behind = (number, number[None], sums), (pooled, pooled[None], sums)
    forward: Calls = [
        lambda: kernels.im2col(lines, matrix, 0, *windows),
        lambda: kernels.conv_im2col_forward(lines, number, bias, column, buffer, windows, SINGLE_THREAD),
        lambda: kernels.conv_winograd_forward(picture, row, bias, pooled, buffers, layout, SINGLE_THREAD),
        lambda: kernels.conv1d_direct_forward(number, number, bias, number, (1, 1, 1), SINGLE_THREAD),
        lambda: kernels.max_pool(picture, pooled, which, *pools, SINGLE_THREAD)]
    back: Calls = [
        lambda: kernels.max_pool_backward(pooled, which, picture, *pools, SINGLE_THREAD),
        lambda: kernels.conv1d_direct_backward(
            number, number, after, (number, number), number[None], number, (1, 1, 1), SINGLE_THREAD),
        lambda: kernels.conv_winograd_backward(picture, pooled, behind, row, grads, picture, buffers, layout, SINGLE_THREAD),
        lambda: kernels.conv_im2col_backward(
            lines, column, after, (number, number), number[None], lines, buffer, windows, SINGLE_THREAD),
        lambda: kernels.col2im(matrix, lines, 0, *windows)]
    return forward, back


def sequences() -> tuple[Calls, Calls]:
    """Recurrent layers and embeddings."""
    labels, rows = np.zeros(2, "int64"), np.ones((2, 3), "float32")
    cell, gates, three = np.ones((6, 2, 1), "float32"), np.ones((4, 2, 4), "float32"), np.ones((4, 2, 3), "float32")
    x, two, transposed = np.ones((1, 2, 1), "float32"), np.ones((2, 2, 1), "float32"), np.ones((2, 4, 1), "float32")
    matrices, bias, which = np.ones((2, 1, 4), "float32"), np.ones(4, "float32"), np.zeros(0, "int64")
    inputs, panels, every = (x[0], which, gates[0]), tuple(np.ones((2, 4), "float32")), np.ones((0, 0), bool)
    forward: Calls = [
        lambda: kernels.find_unique_rows(rows, *np.zeros((2, 2), "int64"), np.zeros(4, "int64")),
        lambda: kernels.lstm_forward(inputs, (*matrices, bias), panels, gates[:1], (two, two.copy()), x, every, SINGLE_THREAD),
        lambda: kernels.lstm_step(gates[0], *cell[:4]),
        lambda: kernels.gru_step(three[0], three[1], *cell[:2])]
    back: Calls = [
        lambda: kernels.gru_step_backward(three[0], three[1], *cell[:2], *three[2:]),
        lambda: kernels.lstm_step_backward(gates[0], *cell[:4], gates[1]),
        lambda: kernels.lstm_backward(inputs, tuple(matrices), tuple(transposed), (gates[:1], two, two, x), (x, cell[:2]),
                                      gates[1:2], every, (cell[2:3], *matrices, bias), SINGLE_THREAD),
        lambda: kernels.segment_sum(labels, rows, np.ones((3, 3), "float32")),
        lambda: kernels.segment_sum_squares(labels, rows, *np.ones((2, 3, 3), "float32"))]
    return forward, back


PARTS: dict[str, Callable[[], tuple[Calls, Calls]]] = {
    "dense": dense, "stacks": stacks, "optimizers": optimizers, "pictures": pictures, "sequences": sequences}
"""By their names, those that most lessons need first."""
