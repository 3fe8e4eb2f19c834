"""What stands around a Dense layer's matrix product: bias and ReLU in one pass, and ReLU's slope on the way back.

``team``: :mod:`engine.kernels.barrier`.
"""

from typing import Any

from engine.kernels.barrier import begin, finish, share
from engine.kernels.jit import Array, kernel
from engine.kernels.views import piece

FEW = 256
"""How many rows are added up by themselves, so that sums of many stay exact."""


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


@kernel
def relu_and_bias_gradient(dy: Array, y: Array, dx: Array, sums: Array, team: Any) -> None:
    """As :func:`relu_gradient`; and ``sums[hand, 0]``: the sum of the rows that are this hand's. sums: ``(hands, 2,
    units)``, the second for what is added up on the way."""
    begin(team)
    total, part, zero = sums[team[2], 0], sums[team[2], 1], dy.dtype.type(0)
    units = total.size
    total[:] = 0
    first, end = share(dy.size // units, team)
    for start in range(first, end, FEW):
        part[:] = 0
        for row in range(start, min(end, start + FEW)):
            at, to = row * units, (row + 1) * units
            slope, out, into = piece(dy, at, to), piece(y, at, to), piece(dx, at, to)
            for k in range(units):
                passed = slope[k] if out[k] > zero else zero
                into[k] = passed
                part[k] += passed
        for k in range(units):
            total[k] += part[k]
    finish(team)
