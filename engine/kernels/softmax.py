"""Softmax and its cross-entropy over short rows, where NumPy spends its time on starting reductions.

All matrices are ``(rows, classes)``, C-contiguous, of one type. The cross-entropies need no exp: with
``y = softmax(z)``, ``log Σ exp(z) = max z - log max y``, and ``max y >= 1 / classes``, so its logarithm is safe.

The same formulas are in NumPy in :mod:`engine.activations.softmax` and :mod:`engine.losses.logits`, for axes other than
the last, other types and runs without kernels; :mod:`engine.kernels.fused_dense_ops` calls the functions here.
"""

from math import log, nan
from typing import Any

from engine.kernels.lowlevel.array_views import flatten, slice_rows
from engine.kernels.math_functions import exp
from engine.kernels.runtime.jit import Array, inner, kernel


@inner
def softmax_inplace(z: Array, classes: int) -> None:
    """``z = exp(z) / Σ exp(z)`` over each row of ``classes`` values; z is flat."""
    for start in range(0, z.size, classes):
        row, largest, total = slice_rows(z, start, start + classes), z[start], z.dtype.type(0)
        for k in range(1, classes):
            largest = row[k] if row[k] > largest else largest
        for k in range(classes):
            row[k] = exp(row[k] - largest)
        for k in range(classes):
            total += row[k]
        scale = z.dtype.type(1) / total
        for k in range(classes):
            row[k] *= scale


@inner
def log_sum_exp(z: Array, y: Array) -> Any:
    """``log Σ exp(z)`` for one row; y: softmax of z."""
    largest_z, largest_y = z[0], y[0]
    for k in range(1, z.size):
        largest_z = z[k] if z[k] > largest_z else largest_z
        largest_y = y[k] if y[k] > largest_y else largest_y
    return largest_z - log(largest_y)


@kernel
def softmax_rows(z: Array, y: Array) -> None:
    """``y = softmax(z)`` over each row."""
    source, target = flatten(z), flatten(y)
    for k in range(target.size):
        target[k] = source[k]
    softmax_inplace(target, y.shape[1])


@kernel
def crossentropy(t: Array, z: Array, y: Array, values: Array) -> None:
    """``values = Σ t · (log Σ exp(z) - z)`` over each row. t: true probabilities; y: softmax of z; values:
    ``(rows,)``."""
    for row in range(z.shape[0]):
        normalizer, total = log_sum_exp(z[row], y[row]), z.dtype.type(0)
        for k in range(z.shape[1]):
            total += t[row, k] * (normalizer - z[row, k])
        values[row] = total


@kernel
def sparse_crossentropy(labels: Array, z: Array, y: Array, values: Array) -> None:
    """Like :func:`crossentropy`, but for class indices; NaN for an index out of range. labels, values: ``(rows,)``."""
    for row in range(z.shape[0]):
        label = int(labels[row])
        values[row] = log_sum_exp(z[row], y[row]) - z[row, label] if 0 <= label < z.shape[1] else nan


@kernel
def sparse_crossentropy_gradient(labels: Array, y: Array, dz: Array) -> None:
    """``dz = y``, minus 1 at the true class; an index out of range makes its row NaN."""
    one = y.dtype.type(1)
    for row in range(y.shape[0]):
        label = int(labels[row])
        is_class = 0 <= label < y.shape[1]
        for k in range(y.shape[1]):
            dz[row, k] = y[row, k] if is_class else nan
        if is_class:
            dz[row, label] -= one
