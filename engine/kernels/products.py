"""Products of matrices inside kernels, without a way back to Python in between.

A matrix is an array of float32, C-contiguous, of any number of dimensions; how many rows and columns there are is said
by ``shape = (m, k, n)``. ``rows = (first, end)`` are those of a layer's weights that this thread sees to; the others
are another's. ``add``: the product is added to what c holds.

Three ways lead there: the tiles of :mod:`engine.kernels.microkernel`, where the processor has vectors for them; else
NumPy's BLAS; and loops, for what is too small for BLAS, or where there is none.
"""

import ctypes
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numba import types

from engine.kernels.barrier import begin, finish, share
from engine.kernels.jit import Array, kernel
from engine.kernels.microkernel import LANES, ROWS, WIDTH, tile_of
from engine.kernels.openblas import found, product_name

DEPTH = 512
"""How many products a tile adds up at a time: as many lines of b as stay near the core, and sums that stay exact."""
LEAST = 4096
"""Multiplications from which on a call of BLAS is worth its time."""
ROWS_FIRST, AS_IS, TURNED = 101, 111, 112
"""How BLAS is told that rows lie one behind the other, and whether a matrix is transposed."""
BLAS = bool(product_name())
NEAR = 0 if LANES == 0 else 1 << 18 if LANES == 8 and BLAS else 1 << 40
"""How many numbers b may have for tiles to be the best way: where vectors are short, BLAS sorts more of them better."""


def declared(name: str) -> Any:
    """BLAS's product as kernels call it. The linker is told the address anew in every process, so that code from the
    cache finds it."""
    llvm.add_symbol("keras_blocks_sgemm", ctypes.cast(found(name), ctypes.c_void_p).value)
    choice, size, number = types.intc, types.int64 if name.endswith("64_") else types.intc, types.float32
    matrix = types.CPointer(number)
    return types.ExternalFunction("keras_blocks_sgemm", types.void(
        choice, choice, choice, size, size, size, number, matrix, size, matrix, size, number, matrix, size))


sgemm: Any = declared(product_name()) if BLAS else None


tile_1, tile_2, tile_3, tile_4, tile_5 = map(tile_of, ROWS)
HEIGHT_1, HEIGHT_2, HEIGHT_3, HEIGHT_4, HEIGHT_5 = ROWS


@kernel
def multiply_in_tiles(a: Array, b: Array, c: Array, shape: Any, steps: Any, scale: float, add: bool) -> None:
    """``c = scale · a · b``; all flat. steps: as a tile takes them."""
    (m, k, n), (a_row, a_step, b_step, c_row), factor = shape, steps, np.float32(scale)
    for start in range(0, k, DEPTH):
        depth, more = min(DEPTH, k - start), add or start > 0
        for column in range(0, n, WIDTH):
            width, row = min(WIDTH, n - column), 0
            while row < m:
                places = row * a_row + start * a_step, start * b_step + column, row * c_row + column
                if m - row >= HEIGHT_1:
                    tile_1(a, b, c, places, steps, depth, width, factor, more)
                    row += HEIGHT_1
                elif m - row >= HEIGHT_2:
                    tile_2(a, b, c, places, steps, depth, width, factor, more)
                    row += HEIGHT_2
                elif m - row >= HEIGHT_3:
                    tile_3(a, b, c, places, steps, depth, width, factor, more)
                    row += HEIGHT_3
                elif m - row >= HEIGHT_4:
                    tile_4(a, b, c, places, steps, depth, width, factor, more)
                    row += HEIGHT_4
                else:
                    tile_5(a, b, c, places, steps, depth, width, factor, more)
                    row += HEIGHT_5


@kernel
def product(a: Array, b: Array, c: Array, add: bool, team: Any) -> None:
    """``c = a · b`` by all hands, in rows or in columns of c; in tiles, so b has to be near enough for them."""
    begin(team)
    (m, k), n = a.shape, b.shape[1]
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    if m >= n:
        first, end = share(m, team)
        multiply_in_tiles(a[first * k:], b, c[first * n:], (end - first, k, n), (k, 1, n, n), 1.0, add)
    else:
        first, end = share(n, team)
        multiply_in_tiles(a, b[first:], c[first:], (m, k, end - first), (k, 1, n, n), 1.0, add)
    finish(team)


@kernel
def product_turned(a: Array, b: Array, c: Array, add: bool, team: Any) -> None:
    """``c = aᵀ · b``, as :func:`product`."""
    begin(team)
    (k, m), n = a.shape, b.shape[1]
    first, end = share(m, team)
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    multiply_in_tiles(a[first:], b, c[first * n:], (end - first, k, n), (1, m, n, n), 1.0, add)
    finish(team)


@kernel
def multiply_each(a: Array, b: Array, c: Array, shape: Any, turned: bool, add: bool) -> None:
    """Every ``c[i] = a[i] · b[i]``, or with turned ``a[i]ᵀ · b[i]``; the arrays' rows begin with a matrix each."""
    m, k, _ = shape
    for i in range(a.shape[0]):
        if turned:
            multiply_turned(a[i], b[i], c[i], shape, (0, m), 1.0, add)
        else:
            multiply(a[i], b[i], c[i], shape, (0, k), add)


@kernel
def multiply(a: Array, b: Array, c: Array, shape: Any, rows: Any, add: bool) -> None:
    """``c = a · b``, of b these rows alone, of a such columns. a: ``(m, k)``; b: ``(k, n)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, rows
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    if 0 < (end - first) * n <= NEAR:
        multiply_in_tiles(a[first:], b[first * n:], c, (m, end - first, n), (k, 1, n, n), 1.0, add)
    elif BLAS and m * (end - first) * n >= LEAST:
        sgemm(ROWS_FIRST, AS_IS, AS_IS, m, n, end - first, 1, a[first:].ctypes, k, b[first * n:].ctypes, n, add,
              c.ctypes, n)
    else:
        for row in range(m):
            into = c[row * n:(row + 1) * n]
            if not add:
                into[:] = 0
            for i in range(first, end):
                number, line = a[row * k + i], b[i * n:(i + 1) * n]
                for column in range(n):
                    into[column] += number * line[column]


@kernel
def multiply_turned(a: Array, b: Array, c: Array, shape: Any, rows: Any, scale: float, add: bool) -> None:
    """``c = scale · aᵀ · b``, these rows of it. a: ``(k, m)``; b: ``(k, n)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, rows
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    if k * n <= NEAR:
        multiply_in_tiles(a[first:], b, c[first * n:], (end - first, k, n), (1, m, n, n), scale, add)
    elif BLAS and (end - first) * k * n >= LEAST:
        sgemm(ROWS_FIRST, TURNED, AS_IS, end - first, n, k, scale, a[first:].ctypes, m, b.ctypes, n, add,
              c[first * n:].ctypes, n)
    else:
        if not add:
            c[first * n:end * n] = 0
        for i in range(k):
            line = b[i * n:(i + 1) * n]
            for row in range(first, end):
                number, into = a.dtype.type(scale) * a[i * m + row], c[row * n:(row + 1) * n]
                for column in range(n):
                    into[column] += number * line[column]


@kernel
def multiply_by_turned(a: Array, b: Array, c: Array, shape: Any, rows: Any, add: bool) -> None:
    """``c = a · bᵀ``, of b these rows alone, of c such columns. a: ``(m, k)``; b: ``(n, k)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, rows
    a, b, c = a.reshape(-1), b.reshape(-1), c.reshape(-1)
    if BLAS and m * k * (end - first) >= LEAST:
        sgemm(ROWS_FIRST, AS_IS, TURNED, m, end - first, k, 1, a.ctypes, k, b[first * k:].ctypes, k, add,
              c[first:].ctypes, n)
        return
    for row in range(m):
        line = a[row * k:(row + 1) * k]
        for column in range(first, end):
            other, total = b[column * k:(column + 1) * k], np.float32(0)
            for i in range(k):
                total += line[i] * other[i]
            c[row * n + column] = total + c[row * n + column] if add else total
