"""Products of matrices inside kernels: by NumPy's BLAS, called without a way back to Python in between.

A matrix is an array of float32, C-contiguous, of any number of dimensions; how many rows and columns there are is said
by ``shape = (m, k, n)``, and by ``columns = (first, end)`` which columns of c are made; the others are another
thread's. Small products are faster in loops; where no BLAS is to be found, all are done so. ``add``: the product is
added to what c holds.
"""

import ctypes
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numba import types

from engine.kernels.jit import Array, kernel
from engine.kernels.openblas import found, product_name

LEAST = 4096
"""Multiplications from which on a call of BLAS is worth its time."""
ROWS_FIRST, AS_IS, TURNED = 101, 111, 112
"""How BLAS is told that rows lie one behind the other, and whether a matrix is transposed."""
BLAS = bool(product_name())


def declared(name: str) -> Any:
    """BLAS's product as kernels call it. The linker is told the address anew in every process, so that code from the
    cache finds it."""
    llvm.add_symbol("keras_blocks_sgemm", ctypes.cast(found(name), ctypes.c_void_p).value)
    choice, size, number = types.intc, types.int64 if name.endswith("64_") else types.intc, types.float32
    matrix = types.CPointer(number)
    return types.ExternalFunction("keras_blocks_sgemm", types.void(
        choice, choice, choice, size, size, size, number, matrix, size, matrix, size, number, matrix, size))


sgemm: Any = declared(product_name()) if BLAS else None


@kernel
def multiply(a: Array, b: Array, c: Array, shape: Any, columns: Any, add: bool) -> None:
    """``c = a · b``. a: ``(m, k)``; b: ``(k, n)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, columns
    if BLAS and m * k * (end - first) >= LEAST:
        sgemm(ROWS_FIRST, AS_IS, AS_IS, m, end - first, k, 1, a.ctypes, k, b.reshape(-1)[first:].ctypes, n, add,
              c.reshape(-1)[first:].ctypes, n)
        return
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    for row in range(m):
        into = c[row * n + first:row * n + end]
        if not add:
            into[:] = 0
        for i in range(k):
            number, line = a[row * k + i], b[i * n + first:i * n + end]
            for column in range(line.size):
                into[column] += number * line[column]


@kernel
def multiply_turned(a: Array, b: Array, c: Array, shape: Any, columns: Any, scale: float, add: bool) -> None:
    """``c = scale · aᵀ · b``. a: ``(k, m)``; b: ``(k, n)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, columns
    if BLAS and m * k * (end - first) >= LEAST:
        sgemm(ROWS_FIRST, TURNED, AS_IS, m, end - first, k, scale, a.ctypes, m, b.reshape(-1)[first:].ctypes, n, add,
              c.reshape(-1)[first:].ctypes, n)
        return
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    for row in range(0 if add else m):
        c[row * n + first:row * n + end] = 0
    for i in range(k):
        line = b[i * n + first:i * n + end]
        for row in range(m):
            number, into = a.dtype.type(scale) * a[i * m + row], c[row * n + first:row * n + end]
            for column in range(line.size):
                into[column] += number * line[column]


@kernel
def multiply_by_turned(a: Array, b: Array, c: Array, shape: Any, columns: Any, add: bool) -> None:
    """``c = a · bᵀ``. a: ``(m, k)``; b: ``(n, k)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, columns
    if BLAS and m * k * (end - first) >= LEAST:
        sgemm(ROWS_FIRST, AS_IS, TURNED, m, end - first, k, 1, a.ctypes, k, b.reshape(-1)[first * k:].ctypes, k, add,
              c.reshape(-1)[first:].ctypes, n)
        return
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    for row in range(m):
        line = a[row * k:(row + 1) * k]
        for column in range(first, end):
            other, total = b[column * k:(column + 1) * k], np.float32(0)
            for i in range(k):
                total += line[i] * other[i]
            c[row * n + column] = total + c[row * n + column] if add else total
