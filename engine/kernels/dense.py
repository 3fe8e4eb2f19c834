"""What stands around a Dense layer's matrix product: bias and ReLU in one pass, and ReLU's slope on the way back.

``team``: :mod:`engine.kernels.barrier`.
"""

from typing import Any

from engine.kernels.barrier import begin, finish, share
from engine.kernels.jit import Array, kernel


@kernel
def add_bias_relu(z: Array, bias: Array, team: Any) -> None:
    """``z = max(z + bias, 0)`` in place; a NaN stays one. z: ``(rows, units)``; bias: ``(units,)``."""
    begin(team)
    zero, (first, end) = z.dtype.type(0), share(z.shape[0], team)
    for row in range(first, end):
        for unit in range(z.shape[1]):
            total = z[row, unit] + bias[unit]
            z[row, unit] = zero if total <= zero else total
    finish(team)


@kernel
def relu_gradient(dy: Array, y: Array, dx: Array, team: Any) -> None:
    """``dx = dy`` where ``y > 0``, else 0. All flat."""
    begin(team)
    zero, (first, end) = dy.dtype.type(0), share(dy.size, team)
    dy, y, dx = dy[first:end], y[first:end], dx[first:end]
    for i in range(dy.size):
        dx[i] = dy[i] if y[i] > zero else zero
    finish(team)
