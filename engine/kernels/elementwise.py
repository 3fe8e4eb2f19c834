"""Bias and ReLU in one pass over the values, their gradients, and erfc.

``team``: :mod:`engine.kernels.lowlevel.thread_sync`.
"""

from math import erfc as scalar_erfc
from typing import Any

import numpy as np

from engine.kernels.lowlevel.array_views import flatten, slice_rows
from engine.kernels.lowlevel.thread_sync import begin, finish, split_range
from engine.kernels.runtime.jit import Array, inner, kernel

ROWS_PER_SUM = 256
"""Rows that are summed before their sum is added to the total, so that float32 sums stay accurate."""


@inner
def add_bias_relu_inplace(z: Array, bias: Array) -> None:
    """``z = max(z + bias, 0)``; NaN stays NaN. z: ``(rows · units,)``; bias: ``(units,)``."""
    zero, units = z.dtype.type(0), bias.size
    for start in range(0, z.size, units):
        row = slice_rows(z, start, start + units)
        for k in range(units):
            total = row[k] + bias[k]
            row[k] = zero if total <= zero else total


@inner
def relu_bias_grad(dy: Array, y: Array, dz: Array, dbias: Array, buffer: Array) -> None:
    """``dz = dy`` where ``y > 0``, else 0; adds the sum of dz's rows to dbias.

    dy, y, dz: ``(rows · units,)``; dbias, buffer: ``(units,)``.
    """
    zero, units = dy.dtype.type(0), dbias.size
    for first in range(0, dy.size, ROWS_PER_SUM * units):
        buffer[:] = 0
        for start in range(first, min(dy.size, first + ROWS_PER_SUM * units), units):
            dy_row, y_row = slice_rows(dy, start, start + units), slice_rows(y, start, start + units)
            dz_row = slice_rows(dz, start, start + units)
            for k in range(units):
                grad = dy_row[k] if y_row[k] > zero else zero
                dz_row[k] = grad
                buffer[k] += grad
        for k in range(units):
            dbias[k] += buffer[k]


@kernel
def add_bias_relu(z: Array, bias: Array, team: Any) -> None:
    """``z = max(z + bias, 0)`` in place. z: ``(rows, units)``; bias: ``(units,)``."""
    begin(team)
    first, end = split_range(z.shape[0], team)
    add_bias_relu_inplace(slice_rows(flatten(z), first * bias.size, end * bias.size), bias)
    finish(team)


@kernel
def relu_backward(dy: Array, y: Array, dx: Array, team: Any) -> None:
    """``dx = dy`` where ``y > 0``, else 0; all ``(n,)``."""
    begin(team)
    zero, (first, end) = dy.dtype.type(0), split_range(dy.size, team)
    dy, y, dx = dy[first:end], y[first:end], dx[first:end]
    for i in range(dy.size):
        dx[i] = dy[i] if y[i] > zero else zero
    finish(team)


@kernel
def bias_relu_backward(dy: Array, y: Array, dx: Array, sums: Array, team: Any) -> None:
    """Like :func:`relu_backward`, but also writes the sum of each thread's rows of dx to ``sums[thread_index, 0]``.

    dy, y, dx: ``(rows · units,)``. sums: ``(threads, 2, units)``; ``sums[:, 1]`` is a buffer.
    """
    begin(team)
    dbias, buffer = sums[team[2], 0], sums[team[2], 1]
    dbias[:] = 0
    first, end = split_range(dy.size // dbias.size, team)
    start, stop = first * dbias.size, end * dbias.size
    relu_bias_grad(slice_rows(dy, start, stop), slice_rows(y, start, stop), slice_rows(dx, start, stop), dbias, buffer)
    finish(team)


@kernel
def erfc(x: Array) -> Array:
    """``1 - erf(x)``, without cancellation for small results. NumPy has no erfc. x and result: ``(n,)``."""
    y = np.empty_like(x)
    for i in range(len(x)):
        y[i] = scalar_erfc(x[i])
    return y
