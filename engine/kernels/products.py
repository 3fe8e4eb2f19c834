"""Products of matrices inside kernels: by NumPy's BLAS, called without a way back to Python in between.

A matrix is an array of float32, C-contiguous, of any number of dimensions; how many rows and columns there are is said
by ``shape = (m, k, n)``. Small products are faster in loops; where no BLAS is to be found, all are done so.
``add``: the product is added to what c holds.
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
def multiply(a: Array, b: Array, c: Array, shape: Any, add: bool) -> None:
    """``c = a · b``. a: ``(m, k)``; b: ``(k, n)``; c: ``(m, n)``."""
    m, k, n = shape
    if BLAS and m * k * n >= LEAST:
        sgemm(ROWS_FIRST, AS_IS, AS_IS, m, n, k, 1, a.ctypes, k, b.ctypes, n, add, c.ctypes, n)
        return
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    for row in range(m):
        into = c[row * n:(row + 1) * n]
        if not add:
            into[:] = 0
        for i in range(k):
            number, line = a[row * k + i], b[i * n:(i + 1) * n]
            for column in range(n):
                into[column] += number * line[column]


@kernel
def multiply_turned(a: Array, b: Array, c: Array, shape: Any, add: bool) -> None:
    """``c = aᵀ · b``. a: ``(k, m)``; b: ``(k, n)``; c: ``(m, n)``."""
    m, k, n = shape
    if BLAS and m * k * n >= LEAST:
        sgemm(ROWS_FIRST, TURNED, AS_IS, m, n, k, 1, a.ctypes, m, b.ctypes, n, add, c.ctypes, n)
        return
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    if not add:
        c[:] = 0
    for i in range(k):
        line = b[i * n:(i + 1) * n]
        for row in range(m):
            number, into = a[i * m + row], c[row * n:(row + 1) * n]
            for column in range(n):
                into[column] += number * line[column]


@kernel
def multiply_by_turned(a: Array, b: Array, c: Array, shape: Any, add: bool) -> None:
    """``c = a · bᵀ``. a: ``(m, k)``; b: ``(n, k)``; c: ``(m, n)``."""
    m, k, n = shape
    if BLAS and m * k * n >= LEAST:
        sgemm(ROWS_FIRST, AS_IS, TURNED, m, n, k, 1, a.ctypes, k, b.ctypes, k, add, c.ctypes, n)
        return
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    for row in range(m):
        line = a[row * k:(row + 1) * k]
        for column in range(n):
            other, total = b[column * k:(column + 1) * k], np.float32(0)
            for i in range(k):
                total += line[i] * other[i]
            c[row * n + column] = total + c[row * n + column] if add else total
