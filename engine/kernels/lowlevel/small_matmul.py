"""A constant small matrix times vectors of values: the building block of Winograd's transforms.

Measured 2026-11-30, two cores, one thread: written as a Numba loop over the matrix, an epoch of W5 takes 2.76 times as
long and one of W6 2.31 times. The unrolled loop has more pointers than LLVM checks for overlap.
"""

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from engine.kernels.lowlevel.ir_builder import INT64, Int64, Typed, ir_function
from engine.kernels.lowlevel.simd import ZERO, broadcast, load_first, store_first

Matrix = Sequence[Sequence[float]]


def linear_combination(matrix: Matrix, accumulate: bool = False) -> Any:
    """The IR function that computes ``target = matrix · source``, or with accumulate ``target += matrix · source``.

    Source and target are rows of up to LANES float32 values in flat arrays, one row for each column and row of the
    matrix. ``start`` is the index of row 0, ``stride`` the distance between rows, and ``bounds`` is ``(first, end,
    lanes)``: rows outside ``first:end`` and values after ``lanes`` are read as 0 and not written.
    """

    @ir_function
    def combine(source: Typed, source_start: Int64, source_stride: Int64, source_bounds: Any, target: Typed,
                target_start: Int64, target_stride: Int64, target_bounds: Any) -> None:
        builder = source.emitter.builder
        inputs = row_pointers(source, source_start, source_stride, source_bounds, len(matrix[0]))
        outputs = row_pointers(target, target_start, target_stride, target_bounds, len(matrix))
        vectors = [load_first(builder, pointer, count) for pointer, count in inputs]
        for (pointer, count), vector in zip(outputs, multiply(builder, matrix, vectors), strict=True):
            result = builder.fadd(load_first(builder, pointer, count), vector) if accumulate else vector
            store_first(builder, result, pointer, count)

    return combine


def row_pointers(array: Typed, start: Int64, stride: Int64, bounds: Any, rows: int) -> list[tuple[Any, Any]]:
    """The pointer and the number of valid values of each row."""
    builder, data, (first, end, lanes) = array.emitter.builder, array.data, bounds
    result = []
    for row in range(rows):
        inside = builder.and_(first < row + 1, end > row)
        pointer = builder.gep(data, [(start + stride * row).value])
        result.append((pointer, builder.select(inside, lanes.value, INT64(0))))
    return result


def multiply(builder: Any, matrix: Matrix, vectors: list[Any]) -> list[Any]:
    """``matrix · vectors`` with shared terms.

    Where two neighbouring columns, or rows, differ only in signs, ``a · x + b · y`` and ``a · x - b · y`` become the
    sum and the difference of two values that are computed once.
    """
    columns, vectors = [list(column) for column in zip(*matrix, strict=True)], list(vectors)
    for k in mirrored_pairs(columns):
        x, y = vectors[k:k + 2]
        vectors[k:k + 2] = builder.fadd(x, y), builder.fsub(x, y)
        columns[k:k + 2] = half_sum_and_difference(columns[k:k + 2])
    rows = [list(row) for row in zip(*columns, strict=True)]
    mirrored = mirrored_pairs(rows)
    for k in mirrored:
        rows[k:k + 2] = half_sum_and_difference(rows[k:k + 2])
    results = [weighted_sum(builder, row, vectors) for row in rows]
    for k in mirrored:
        x, y = results[k:k + 2]
        results[k:k + 2] = builder.fadd(x, y), builder.fsub(x, y)
    return results


def half_sum_and_difference(pair: list[list[float]]) -> tuple[list[float], list[float]]:
    values = list(zip(*pair, strict=True))
    return [(a + b) / 2 for a, b in values], [(a - b) / 2 for a, b in values]


def mirrored_pairs(rows: list[list[float]]) -> list[int]:
    """Indices of the rows that differ from the next row only in signs; no row is in two pairs."""
    result: list[int] = []
    for k in range(len(rows) - 1):
        mirrored = all(abs(a) == abs(b) for a, b in zip(*rows[k:k + 2], strict=True))
        if mirrored and rows[k] != rows[k + 1] and (not result or result[-1] < k - 1):
            result.append(k)
    return result


def weighted_sum(builder: Any, weights: Sequence[float], vectors: list[Any]) -> Any:
    """``Σ weights[k] · vectors[k]``; zero weights cost nothing, and weights of 1 no multiplication."""
    result = ZERO
    terms = [vector if weight == 1 else builder.fmul(broadcast(builder, ir.Constant(ir.FloatType(), weight)), vector)
             for weight, vector in sorted(zip(weights, vectors, strict=True), key=lambda term: term[0] != 1) if weight]
    for k, term in enumerate(terms):
        result = term if k == 0 else builder.fadd(result, term)
    return result
