"""Matrix multiplication inside kernels, without returning to Python.

Matrices are C-contiguous float32 arrays of any number of dimensions; ``shape = (m, k, n)`` says how they are read:
a is ``(m, k)``, b ``(k, n)``, c ``(m, n)``. ``rows = (first, end)`` is the range that this thread computes: of the
shared dimension, or of the rows or columns of c, as each function says. With ``accumulate`` the product is added to c.

Three implementations: tiles (:mod:`engine.kernels.lowlevel.gemm_tile`) on CPUs with FMA; NumPy's BLAS on ARM and old
CPUs, for a transposed b, and for a large b on AVX2; plain loops where NumPy brings no BLAS that can be called.
"""

import ctypes
from typing import Any

import llvmlite.binding as llvm
from llvmlite import ir
from numba import types, uint64
from numba.core import cgutils

from engine.kernels.lowlevel.array_views import flatten, index_first
from engine.kernels.lowlevel.gemm_tile import MAX_TILE_ROWS, TILE_COLUMNS, emit_gemm_block
from engine.kernels.lowlevel.ir_builder import INT64, Int64, Typed, emit_range, ir_function, minimum, select
from engine.kernels.lowlevel.linking import emit_call_to
from engine.kernels.lowlevel.simd import HAS_FMA, LANES
from engine.kernels.lowlevel.thread_sync import begin, finish, split_range
from engine.kernels.runtime.blas import SGEMM, find_function, sgemm_name
from engine.kernels.runtime.jit import Array, inner, kernel
from engine.kernels.transpose import transpose

MAX_DEPTH = 512
"""Maximum number of products that a tile sums before it writes to c: that many rows of b stay in L1, and the sums stay
accurate."""
SHALLOW_DEPTH, FEW_ROWS, LARGE_B = 32, 64, 1 << 21
"""SHALLOW_DEPTH replaces MAX_DEPTH if a has at most FEW_ROWS rows and b more than LARGE_B values, too many for the
caches: b is then read in the order of memory."""
MAX_BLOCK_OF_A = 1 << 16
"""Maximum number of values of a and c together in a block of rows, which stays in L2 while its c is computed."""
PACK_COLUMNS = 64
"""Maximum number of columns of a transposed b that are copied at a time."""
ROW_MAJOR, NOT_TRANSPOSED, TRANSPOSED = 101, 111, 112
"""Arguments of ``cblas_sgemm``."""
HAS_BLAS = bool(sgemm_name())
MAX_GEMM_SIZE = 0 if not HAS_FMA else 1 << 18 if LANES == 8 and HAS_BLAS else 1 << 40
"""Maximum number of values in b for which tiles are the fastest implementation."""

if HAS_BLAS:  # in every process, so that kernels from the cache find the function
    llvm.add_symbol(SGEMM, ctypes.cast(find_function(sgemm_name()), ctypes.c_void_p).value)


@ir_function
def gemm_tiled(a: Typed, b: Typed, c: Typed, starts: Any, shape: Any, strides: Any, scale: Typed, accumulate: Typed
               ) -> None:
    """The product in tiles, blocked for the caches; strides: as in emit_gemm_block."""
    emitter, (m, k, n), (_, a_column, b_row, _) = a.emitter, shape, strides
    memory_bound = emitter.builder.and_(m < FEW_ROWS + 1, k * n > LARGE_B)
    max_depth = select(emitter, memory_bound, SHALLOW_DEPTH, MAX_DEPTH)
    with emit_range(emitter, k, max_depth) as start:
        depth = minimum(k - start, max_depth)
        adds = Typed(emitter, types.boolean, emitter.builder.or_(accumulate.value, start > 0))
        blocks = MAX_BLOCK_OF_A // ((depth + n) * MAX_TILE_ROWS)
        block_rows = select(emitter, blocks > 0, blocks, 1) * MAX_TILE_ROWS
        with emit_range(emitter, m, block_rows) as first, emit_range(emitter, n, TILE_COLUMNS) as column:
            tile_starts = starts[0] + start * a_column, starts[1] + start * b_row + column, starts[2] + column
            rows = first, minimum(first + block_rows, m)
            width = minimum(n - column, TILE_COLUMNS)
            emit_gemm_block(a, b, c, tile_starts, rows, strides, depth, width, scale, adds)


@ir_function
def gemm_blas(a: Typed, b: Typed, c: Typed, starts: Any, shape: Any, strides: Any, scale: Typed, accumulate: Typed
              ) -> None:
    """The product by ``cblas_sgemm``; strides: as in :func:`gemm`."""
    emitter, (m, k, n), (a_row, a_column, b_row, b_column, c_row) = a.emitter, shape, strides
    builder, enum, float32 = emitter.builder, ir.IntType(32), ir.FloatType()
    int_type = INT64 if sgemm_name().endswith("64_") else enum

    def as_int(value: Int64) -> Any:
        return value.value if int_type is INT64 else builder.trunc(value.value, int_type)

    def matrix(array: Typed, start: Int64, row: Int64, column: Int64, columns: Int64) -> tuple[Any, Any, Any]:
        contiguous = column.equals(1)
        leading = select(emitter, contiguous, select(emitter, row > columns, row, columns), column)
        order = builder.select(contiguous, enum(NOT_TRANSPOSED), enum(TRANSPOSED))
        return order, array.at(start), as_int(leading)

    a_order, a_data, a_leading = matrix(a, starts[0], a_row, a_column, k)
    b_order, b_data, b_leading = matrix(b, starts[1], b_row, b_column, n)
    args = [enum(ROW_MAJOR), a_order, b_order, as_int(m), as_int(n), as_int(k), scale.value, a_data, a_leading, b_data,
            b_leading, builder.uitofp(accumulate.value, float32), c.at(starts[2]), as_int(c_row)]
    function_type = ir.FunctionType(ir.VoidType(), [arg.type for arg in args])
    builder.call(cgutils.get_or_insert_function(builder.module, function_type, SGEMM), args)


@inner
def gemm_loops(a: Array, b: Array, c: Array, starts: Any, shape: Any, strides: Any, scale: float, accumulate: bool
               ) -> None:
    """The product by three loops; strides: as in :func:`gemm`."""
    (m, k, n), (a_row, a_column, b_row, b_column, c_row) = shape, strides
    for row in range(m):
        c_start = starts[2] + row * c_row
        if not accumulate:
            for column in range(n):
                c[uint64(c_start + column)] = 0
        for t in range(k):
            value, b_start = scale * a[starts[0] + row * a_row + t * a_column], starts[1] + t * b_row
            for column in range(n):
                c[uint64(c_start + column)] += value * b[uint64(b_start + column * b_column)]


gemm_fallback = gemm_blas if HAS_BLAS else gemm_loops


@inner
def gemm(a: Array, b: Array, c: Array, starts: Any, shape: Any, strides: Any, scale: float, accumulate: bool) -> None:
    """``c = scale · a · b``, or with accumulate added to c, for matrices that begin at starts in flat arrays.

    strides: from row to row of a, from column to column of a, the same for b, and from row to row of c.
    """
    (_, k, n), (a_row, a_column, b_row, b_column, c_row) = shape, strides
    if 0 < k * n <= MAX_GEMM_SIZE and b_column == 1:
        gemm_tiled(a, b, c, starts, shape, (a_row, a_column, b_row, c_row), scale, accumulate)
    else:
        gemm_fallback(a, b, c, starts, shape, strides, scale, accumulate)


emit_gemm = emit_call_to(gemm, "1 1 1 3i 3i 5i f b")
matmul_at = ir_function(emit_gemm)
""":func:`gemm` for calls from kernels."""


@ir_function
def matmul_slice(a: Typed, b: Typed, c: Typed, shape: Any, rows: Any, accumulate: Any) -> None:
    """``c = a[:, rows] · b[rows]``."""
    (m, k, n), (first, end) = shape, rows
    emit_gemm(a, b, c, (first, first * n, 0), (m, end - first, n), (k, 1, n, 1, n), 1, accumulate)


@ir_function
def matmul_rows(a: Typed, b: Typed, c: Typed, shape: Any, rows: Any, accumulate: Any) -> None:
    """``c[rows] = a[rows] · b``; shape: ``(k, n)``."""
    (k, n), (first, end) = shape, rows
    emit_gemm(a, b, c, (first * k, 0, first * n), (end - first, k, n), (k, 1, n, 1, n), 1, accumulate)


@ir_function
def matmul_transposed_a(a: Typed, b: Typed, c: Typed, shape: Any, rows: Any, scale: Any, accumulate: Any) -> None:
    """``c[rows] = scale · (aᵀ · b)[rows]``; a: ``(k, m)``."""
    (m, k, n), (first, end) = shape, rows
    emit_gemm(a, b, c, (first, 0, first * n), (end - first, k, n), (1, m, n, 1, n), scale, accumulate)


@ir_function
def matmul_transposed_b(a: Typed, b: Typed, c: Typed, shape: Any, rows: Any, accumulate: Any) -> None:
    """``c[:, rows] = a · b[rows]ᵀ``; b: ``(n, k)``."""
    (m, k, n), (first, end) = shape, rows
    emit_gemm(a, b, c, (0, first * k, first), (m, k, end - first), (k, 1, 1, k, n), 1, accumulate)


@ir_function
def batched_matmul(a: Typed, b: Typed, c: Typed, count: Int64, strides: Any, shape: Any) -> None:
    """``count`` products ``c = a · b``; strides: from one a, b and c to the next."""
    _, k, n = shape
    with emit_range(a.emitter, count) as i:
        starts = tuple(i * stride for stride in strides)
        emit_gemm(a, b, c, starts, shape, (k, 1, n, 1, n), 1, False)


@ir_function
def batched_matmul_transposed_a(a: Typed, b: Typed, c: Typed, count: Int64, strides: Any, shape: Any) -> None:
    """``count`` products ``c += aᵀ · b``; strides: from one a, b and c to the next."""
    m, _, n = shape
    with emit_range(a.emitter, count) as i:
        starts = tuple(i * stride for stride in strides)
        emit_gemm(a, b, c, starts, shape, (1, m, n, 1, n), 1, True)


@kernel
def matmul(a: Array, b: Array, c: Array, transposed: Any, buffers: Array, accumulate: bool, team: Any) -> None:
    """``c = a · b`` in parallel, split by rows of c; by columns if there are more of them and a is not transposed.

    transposed: whether a is given as aᵀ, and b as bᵀ; not both. buffers: ``(threads, k · PACK_COLUMNS)``, for the
    columns of a transposed b.
    """
    begin(team)
    m, n = c.shape
    k, (first, end), (column, last) = b.size // n, split_range(m, team), (0, n)
    if m < n and not transposed[0]:
        (first, end), (column, last) = (0, m), split_range(n, team)
    a_start, a_row, a_column = (first, 1, m) if transposed[0] else (first * k, k, 1)
    right, b_start, b_row = flatten(b), column, n
    while column < last:
        width = last - column
        if transposed[1]:
            width = min(width, PACK_COLUMNS)
            right, b_start, b_row = index_first(buffers, team[2]), 0, width
            transpose(b, right, (column * k, 0), (k, width), (width, k))
        starts = a_start, b_start, first * n + column
        matmul_at(a, right, c, starts, (end - first, k, width), (a_row, a_column, b_row, 1, n), 1.0, accumulate)
        column += width
    finish(team)
