"""Softmax and its crossentropy over short rows, where NumPy spends its time on starting reductions.

All matrices are ``(rows, classes)``, C-contiguous, of one type. Numba calls exp once a number, NumPy works on whole
registers: so exp is left to NumPy, between the kernels. The crossentropies need no exp at all, because softmax is
there already: with ``y = softmax(z)``, the logarithm of the sum of all ``exp(z)`` is ``max z - log max y``, and
``max y`` is at least 1 / classes, so that its logarithm is always safe.
"""

from math import log, nan

import numpy as np

from engine.kernels.jit import Array, kernel


def softmax(z: Array, y: Array) -> None:
    """``y = exp(z) / Σ exp(z)`` over each row; ``y`` may be ``z``."""
    subtract_top(z, y)
    np.exp(y, out=y)
    divide_by_sum(y)


@kernel
def subtract_top(z: Array, y: Array) -> None:
    """``y = z - max z`` over each row."""
    for row in range(z.shape[0]):
        top = z[row, 0]
        for k in range(1, z.shape[1]):
            top = z[row, k] if z[row, k] > top else top
        for k in range(z.shape[1]):
            y[row, k] = z[row, k] - top


@kernel
def divide_by_sum(y: Array) -> None:
    """``y /= Σ y`` over each row."""
    for row in range(y.shape[0]):
        total = y.dtype.type(0)
        for k in range(y.shape[1]):
            total += y[row, k]
        scale = y.dtype.type(1) / total
        for k in range(y.shape[1]):
            y[row, k] *= scale


@kernel
def crossentropy(t: Array, z: Array, y: Array, values: Array) -> None:
    """``values = Σ t · (log Σ exp(z) - z)`` over each row. t: what is true, as probabilities; values: ``(rows,)``."""
    for row in range(z.shape[0]):
        top, largest = z[row, 0], y[row, 0]
        for k in range(1, z.shape[1]):
            top = z[row, k] if z[row, k] > top else top
            largest = y[row, k] if y[row, k] > largest else largest
        whole = top - log(largest)
        total = z.dtype.type(0)
        for k in range(z.shape[1]):
            total += t[row, k] * (whole - z[row, k])
        values[row] = total


@kernel
def sparse_crossentropy(labels: Array, z: Array, y: Array, values: Array) -> None:
    """As :func:`crossentropy`, from class numbers; a number that is no class gives NaN. labels, values: ``(rows,)``."""
    for row in range(z.shape[0]):
        top, largest = z[row, 0], y[row, 0]
        for k in range(1, z.shape[1]):
            top = z[row, k] if z[row, k] > top else top
            largest = y[row, k] if y[row, k] > largest else largest
        label = int(labels[row])
        values[row] = top - log(largest) - z[row, label] if 0 <= label < z.shape[1] else nan


@kernel
def sparse_crossentropy_gradient(labels: Array, y: Array, dz: Array) -> None:
    """``dz = y``, less 1 at the true class; a class number out of range makes its whole row NaN."""
    one = y.dtype.type(1)
    for row in range(y.shape[0]):
        label = int(labels[row])
        known = 0 <= label < y.shape[1]
        for k in range(y.shape[1]):
            dz[row, k] = y[row, k] if known else nan
        if known:
            dz[row, label] -= one
