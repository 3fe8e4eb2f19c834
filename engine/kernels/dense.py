"""What stands around a Dense layer's matrix product: bias and ReLU in one pass, and ReLU's slope on the way back.

``team``: :mod:`engine.kernels.barrier`.
"""

from typing import Any

from engine.kernels.barrier import begin, finish, share
from engine.kernels.jit import Array, inner, kernel
from engine.kernels.views import flat, piece

FEW = 256
"""How many rows are added up by themselves, so that sums of many stay exact."""


@inner
def rectify(z: Array, bias: Array) -> None:
    """``z = max(z + bias, 0)`` in place, rows of so many numbers as bias has; a NaN stays one. All flat."""
    zero, units = z.dtype.type(0), bias.size
    for at in range(0, z.size, units):
        row = piece(z, at, at + units)
        for k in range(units):
            total = row[k] + bias[k]
            row[k] = zero if total <= zero else total


@inner
def rectify_back(dy: Array, y: Array, dz: Array, total: Array, part: Array) -> None:
    """``dz = dy`` where ``y > 0``, else 0, and its rows are added to total. part: room for some's sum. All flat."""
    zero, units = dy.dtype.type(0), total.size
    for first in range(0, dy.size, FEW * units):
        part[:] = 0
        for at in range(first, min(dy.size, first + FEW * units), units):
            slope, out, into = piece(dy, at, at + units), piece(y, at, at + units), piece(dz, at, at + units)
            for k in range(units):
                passed = slope[k] if out[k] > zero else zero
                into[k] = passed
                part[k] += passed
        for k in range(units):
            total[k] += part[k]


@kernel
def add_bias_relu(z: Array, bias: Array, team: Any) -> None:
    """As :func:`rectify`. z: ``(rows, units)``; bias: ``(units,)``."""
    begin(team)
    first, end = share(z.shape[0], team)
    rectify(piece(flat(z), first * bias.size, end * bias.size), bias)
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
    total, part = sums[team[2], 0], sums[team[2], 1]
    total[:] = 0
    first, end = share(dy.size // total.size, team)
    at, to = first * total.size, end * total.size
    rectify_back(piece(dy, at, to), piece(y, at, to), piece(dx, at, to), total, part)
    finish(team)
