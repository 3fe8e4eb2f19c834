"""The operations of a stack of Dense layers other than matrix products: activations, the loss and their gradients.

Arrays are flat float32. Activations and losses are passed as the indices defined below. Their formulas repeat those of
:mod:`engine.activations` and :mod:`engine.losses`, because a kernel cannot call Python; tests compare both.
"""

from math import exp as exp_float64
from math import log1p, nan
from typing import Any

from engine.kernels.lowlevel.array_views import slice_rows
from engine.kernels.lowlevel.vector_ops import sum_columns
from engine.kernels.math_functions import exp, tanh
from engine.kernels.runtime.jit import Array, inner
from engine.kernels.softmax import log_sum_exp, softmax_inplace

LINEAR, RELU, TANH, SIGMOID, SOFTMAX = range(5)
SQUARED, CATEGORICAL, SPARSE, BINARY = range(4)


@inner
def copy(a: Array, b: Array) -> None:
    """``b = a``; both ``(n,)``. NumPy's ``b[:] = a`` first checks for overlap."""
    for k in range(a.size):
        b[k] = a[k]


@inner
def add_inplace(x: Array, y: Array) -> None:
    """``x += y``; both ``(n,)``."""
    for k in range(x.size):
        x[k] += y[k]


@inner
def activate(z: Array, activation: int, units: int) -> None:
    """Apply the activation in place; z: ``(rows · units,)``."""
    zero, one = z.dtype.type(0), z.dtype.type(1)
    if activation == RELU:
        for k in range(z.size):
            z[k] = zero if z[k] <= zero else z[k]
    elif activation == TANH:
        for k in range(z.size):
            z[k] = tanh(z[k])
    elif activation == SIGMOID:
        for k in range(z.size):
            z[k] = one / (one + exp(-z[k]))
    elif activation == SOFTMAX:
        softmax_inplace(z, units)


@inner
def activation_backward(dy: Array, y: Array, activation: int, scale: float) -> None:
    """``dy = dy · activation'(z)`` in place; the activation's output is ``y / scale``.

    scale: of the dropout after the activation, 1 without dropout. The caller has already applied the dropout to dy,
    except for RELU: its gradient is 0 wherever y is 0, dropped values included, and is scaled here.
    """
    number = y.dtype.type
    zero, one, inverse, factor = number(0), number(1), number(1 / scale), number(scale)
    if activation == RELU:
        for k in range(y.size):
            dy[k] = factor * dy[k] if y[k] > zero else zero
    elif activation == TANH:
        for k in range(y.size):
            dy[k] *= one - inverse * y[k] * inverse * y[k]
    elif activation == SIGMOID:
        for k in range(y.size):
            dy[k] *= inverse * y[k] * (one - inverse * y[k])


@inner
def loss_and_grad(t: Array, labels: Array, indices: Array, z: Array, y: Array, loss: int, units: int, result: Array
                  ) -> None:
    """Write the mean loss of a batch to ``result[0]``, and replace z by the gradient of the loss.

    The gradient is with respect to y for SQUARED, and to the pre-activations z for all other losses.

    t: targets, ``(samples, units)``; not used for SPARSE. labels: class indices, ``(samples,)``, for SPARSE; if one is
    out of range, the loss is NaN. indices: of the batch's samples. z, y: ``(batch · units,)``.
    """
    number = y.dtype.type
    n, total, valid = len(indices), 0.0, True
    scale = number(1 / n if loss in (CATEGORICAL, SPARSE) else 1 / (n * units))
    for row in range(n):
        z_row, y_row = slice_rows(z, row * units, (row + 1) * units), slice_rows(y, row * units, (row + 1) * units)
        normalizer = log_sum_exp(z_row, y_row) if loss in (CATEGORICAL, SPARSE) else number(0)
        label = labels[indices[row]] if loss == SPARSE else 0
        valid = valid and 0 <= label < units
        for k in range(units):
            target = (number(1) if k == label else number(0)) if loss == SPARSE else t[indices[row], k]
            error = y_row[k] - target
            if loss == SQUARED:
                total += error * error
                error += error
            elif loss == BINARY:
                total += max(z_row[k], number(0)) - z_row[k] * target + log1p(exp_float64(-abs(z_row[k])))
            else:
                total += target * (normalizer - z_row[k])
            z_row[k] = error * scale
    result[0] = total * scale if valid else nan


@inner
def sum_rows(rows: Array, total: Array, columns: Any, scale: float, accumulate: bool) -> None:
    """``total[first:end] = scale · Σ rows[:, first:end]``, or with accumulate added to total.

    rows: ``(n · width,)``; total: ``(width,)``; columns: ``(first, end)``.
    """
    sum_columns(rows, total, columns, rows.dtype.type(scale), accumulate)
