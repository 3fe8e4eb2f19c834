"""Compiles every kernel ahead of its first use, so that no learner waits for it."""

import numpy as np

from engine import kernels


def warm() -> None:
    """Run each kernel once on tiny float32 arrays; on a warm cache this only loads machine code."""
    rows, labels = np.ones((2, 3), "float32"), np.zeros(2, "int64")
    w, g, m, v = np.ones((4, 2), "float32")
    kernels.sgd(w, g, 0.1)
    kernels.sgd_momentum(w, g, m, 0.1, 0.9, False)
    kernels.rmsprop(w, g, v, 0.1, 0.9, 1e-7)
    kernels.adam(w, g, m, v, 0.1, 0.1, 0.1, 1e-7)
    kernels.add_bias_relu(rows, np.ones(3, "float32"))
    kernels.relu_gradient(rows, rows, rows)
    kernels.softmax(rows, rows)
    kernels.crossentropy(rows, rows, rows, w)
    kernels.sparse_crossentropy(labels, rows, rows, w)
    kernels.sparse_crossentropy_gradient(labels, rows, rows)
    kernels.erfc(w)
    cell, gates = np.ones((6, 2, 1), "float32"), np.ones((4, 2, 4), "float32")
    kernels.lstm_step(gates[0], gates[1], *cell[:4])
    kernels.lstm_step_back(gates[0], *cell[:4], gates[1])
    gates = np.ones((4, 2, 3), "float32")
    kernels.gru_step(gates[0], gates[1], *cell[:2])
    kernels.gru_step_back(gates[0], gates[1], *cell[:2], *gates[2:])
    kernels.add_rows(labels, rows, np.ones((3, 3), "float32"))
