"""What a batch goes through in a stack of Dense layers beside products: activations, the loss, and their slopes.

Arrays are flat, of float32; activations and losses go by the numbers that they have here.
"""

from math import exp, log, log1p, nan
from typing import Any

from engine.kernels.exponentials import exponentials, sigmoids
from engine.kernels.jit import Array, inner
from engine.kernels.lines import sum_lines
from engine.kernels.recurrence import squash

LINEAR, RELU, TANH, SIGMOID, SOFTMAX = range(5)
SQUARED, CATEGORICAL, SPARSE, BINARY = range(4)


@inner
def copy(a: Array, b: Array) -> None:
    """``b = a``; both ``(n,)``. NumPy's ``b[:] = a`` would first see whether they overlap."""
    for k in range(a.size):
        b[k] = a[k]


@inner
def activate(z: Array, kind: int, width: int) -> None:
    """The activation of that number, in place; softmax over each ``width`` numbers."""
    zero, one = z.dtype.type(0), z.dtype.type(1)
    if kind == RELU:
        for k in range(z.size):
            z[k] = zero if z[k] <= zero else z[k]
    elif kind == TANH:
        squash(z)
    elif kind == SIGMOID:
        sigmoids(z, z.size)
    elif kind == SOFTMAX:
        for start in range(0, z.size, width):
            row = z[start:start + width]
            top = largest(row)
            for k in range(width):
                row[k] -= top
        exponentials(z, z.size)
        for start in range(0, z.size, width):
            row, total = z[start:start + width], zero
            for k in range(width):
                total += row[k]
            scale = one / total
            for k in range(width):
                row[k] *= scale


@inner
def largest(row: Array) -> Any:
    """The largest number."""
    top = row[0]
    for k in range(1, row.size):
        top = row[k] if row[k] > top else top
    return top


@inner
def through_activation(dy: Array, y: Array, kind: int, scale: float) -> None:
    """``dy`` times the slope of the activation with outputs ``y / scale``, in place.

    Where y was dropped, dy is 0 already, and elsewhere it is scaled; but for RELU, which has no slope there either way.
    """
    zero, one, back, forth = y.dtype.type(0), y.dtype.type(1), y.dtype.type(1 / scale), y.dtype.type(scale)
    if kind == RELU:
        for k in range(y.size):
            dy[k] = forth * dy[k] if y[k] > zero else zero
    elif kind == TANH:
        for k in range(y.size):
            dy[k] *= one - back * y[k] * back * y[k]
    elif kind == SIGMOID:
        for k in range(y.size):
            dy[k] *= back * y[k] * (one - back * y[k])


@inner
def loss_and_grad(
    t: Array, labels: Array, rows: Array, z: Array, y: Array, loss: int, width: int, found: Array
) -> None:
    """``found[0]``: the mean loss of a batch; its slope by y (SQUARED) or by z (the others) takes the place of z."""
    number = y.dtype.type
    n, total, known = len(rows), 0.0, True
    scale = number(1 / n if loss in (CATEGORICAL, SPARSE) else 1 / (n * width))
    for row in range(n):
        sums, outs = z[row * width:(row + 1) * width], y[row * width:(row + 1) * width]
        whole = largest(sums) - log(largest(outs)) if loss in (CATEGORICAL, SPARSE) else number(0)
        label = labels[rows[row]] if loss == SPARSE else 0
        known = known and 0 <= label < width
        for k in range(width):
            true = (number(1) if k == label else number(0)) if loss == SPARSE else t[rows[row], k]
            error = outs[k] - true
            if loss == SQUARED:
                total += error * error
                error += error
            elif loss == BINARY:
                total += max(sums[k], number(0)) - sums[k] * true + log1p(exp(-abs(sums[k])))
            else:
                total += true * (whole - sums[k])
            sums[k] = error * scale
    found[0] = total * scale if known else nan


@inner
def sum_of_rows(rows: Array, total: Array, columns: Any, scale: float, add: bool) -> None:
    """``total = scale · Σ rows`` over its columns, or added to it; rows: ``(n, width)``, flat; total: ``(width,)``."""
    sum_lines(rows, total, columns, rows.dtype.type(scale), add)
