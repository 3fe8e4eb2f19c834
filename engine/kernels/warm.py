"""Compiles every kernel ahead of its first use, so that no learner waits for it."""

import numpy as np

from engine import kernels
from engine.kernels import ALONE


def warm() -> None:
    """Run each kernel once on tiny float32 arrays; on a warm cache this only loads machine code."""
    for part in PARTS:
        part()


def warm_dense() -> None:
    """As :func:`warm`, for the kernels of dense layers, losses and optimizers."""
    rows, labels = np.ones((2, 3), "float32"), np.zeros(2, "int64")
    w, g, m, v = np.ones((4, 2), "float32")
    with kernels.tiny_is_zero():
        pass
    kernels.sgd(w, g, 0.1)
    kernels.sgd_momentum(w, g, m, 0.1, 0.9, False)
    kernels.rmsprop(w, g, v, 0.1, 0.9, 1e-7)
    kernels.adadelta(w, g, m, v, 0.1, 0.9, 1e-7)
    kernels.adam(w, g, m, v, 0.1, 0.1, 0.1, 1e-7)
    kernels.add_bias_relu(rows, np.ones(3, "float32"), ALONE)
    kernels.relu_gradient(w, g, m, ALONE)
    kernels.relu_and_bias_gradient(w, g, m, np.ones((1, 2, 2), "float32"), ALONE)
    kernels.softmax(rows, rows)
    kernels.crossentropy(rows, rows, rows, w)
    kernels.sparse_crossentropy(labels, rows, rows, w)
    kernels.sparse_crossentropy_gradient(labels, rows, rows)
    kernels.erfc(w)
    square = np.ones((2, 2), "float32")
    kernels.product(square, square, square, False, ALONE)
    kernels.product_turned(square, square, square, False, ALONE)
    kernels.drop(w, w, *np.zeros(2, "uint64"), 1.0, ALONE)


def warm_stacks() -> None:
    """As :func:`warm`, for stacks of Dense layers."""
    sizes, w, y = np.ones(2, "int64"), np.ones((4, 2), "float32"), np.ones((3, 2), "float32")
    data = np.ones((1, 1), "float32"), np.ones((1, 1), "float32"), np.zeros(0, "int64"), np.zeros(1, "int64"), 1
    keys = np.zeros((1, 1), "uint64")
    stack = sizes, np.zeros(1, "int64"), np.ones(1, "int64"), np.zeros(1, "int64"), 0, (keys[0], np.ones(1))
    batches, found = (np.zeros(1), keys), (np.zeros(1), y[2, :1])
    kernels.train_stack(data, stack, tuple(w), (0, 0.0, 0.0, 0.0), batches, (y[0], y[1], y[2, :0]), found, ALONE)


def warm_sequences() -> None:
    """As :func:`warm`, for the kernels of recurrent layers and embeddings."""
    labels, rows, (w, g, m, v) = np.zeros(2, "int64"), np.ones((2, 3), "float32"), np.ones((4, 2), "float32")
    cell, gates = np.ones((6, 2, 1), "float32"), np.ones((4, 2, 4), "float32")
    kernels.lstm_step(gates[0], *cell[:4])
    kernels.lstm_step_back(gates[0], *cell[:4], gates[1])
    x, two, turned = np.ones((1, 2, 1), "float32"), np.ones((2, 2, 1), "float32"), np.ones((2, 4, 1), "float32")
    matrices, bias, which = np.ones((2, 1, 4), "float32"), np.ones(4, "float32"), np.zeros(0, "int64")
    inputs, panels = (x[0], which, gates[0]), tuple(np.ones((2, 4), "float32"))
    kernels.lstm_forward(inputs, (*matrices, bias), panels, gates[:1], (two, two.copy()), x, ALONE)
    kernels.lstm_backward(inputs, tuple(matrices), tuple(turned), (gates[:1], two, two, x), x, cell[:2], gates[1:2],
                          (cell[2:3], *matrices, bias), ALONE)
    kernels.number_rows(rows, *np.zeros((2, 2), "int64"), np.zeros(4, "int64"))
    gates = np.ones((4, 2, 3), "float32")
    kernels.gru_step(gates[0], gates[1], *cell[:2])
    kernels.gru_step_back(gates[0], gates[1], *cell[:2], *gates[2:])
    kernels.add_rows(labels, rows, np.ones((3, 3), "float32"))
    kernels.add_rows_and_squares(labels, rows, *np.ones((2, 3, 3), "float32"))
    kernels.rmsprop_of_squares(w, g, w, v, 0.1, 0.9, 1e-7)
    kernels.adam_of_squares(w, g, w, m, v, 0.1, 0.1, 0.1, 1e-7)


def warm_patches() -> None:
    """As :func:`warm`, for the kernels of convolution and pooling."""
    picture, matrix = np.zeros((1, 2, 2, 1), "float32"), np.zeros((4, 1, 1, 1), "float32")
    kernels.gather(picture.reshape(1, 2, 2), matrix, 0, (2, 2), (1, 1, 0), (1, 1, 0))
    kernels.scatter(matrix, picture.reshape(1, 2, 2), 0, (2, 2), (1, 1, 0), (1, 1, 0))
    pooled, which = np.zeros((1, 1, 1, 1), "float32"), np.zeros((1, 1, 1, 1), "int32")
    kernels.largest(picture, pooled, which, (2, 2), (2, 2), (0, 0), ALONE)
    kernels.largest_gradient(pooled, which, picture, (2, 2), (2, 2), (0, 0), ALONE)
    places = np.ones((1, 36, kernels.SPAN), "float32")
    rooms = places, places.copy(), np.ones((1, 36, kernels.LANES), "float32")
    layout, lines = ((1, 1), (0, 0), 1), picture.reshape(1, 2, 2)
    row, slopes, windows = np.ones((36, 1), "float32"), np.ones((1, 36, 1), "float32"), ((2, 2), (1, 1, 0), (1, 1, 0))
    kernels.correlate_in_tiles(picture, row, pooled, rooms, layout, ALONE)
    kernels.correlate_in_tiles_back(picture, pooled, row, slopes, picture, rooms, layout, ALONE)
    number, room = np.ones((1, 1), "float32"), matrix[None]
    kernels.correlate_in_patches(lines, number, matrix[:, 0, 0], room, windows, ALONE)
    kernels.correlate_in_patches_back(lines, matrix[:, 0, 0], number, number[None], lines, room, windows, ALONE)


PARTS = (warm_dense, warm_stacks, warm_patches, warm_sequences)
"""Those that most lessons need come first."""
