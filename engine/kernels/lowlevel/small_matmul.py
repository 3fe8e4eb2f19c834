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

    Source and target are rows of up to LANES float32 values in flat arrays: source has one row for each column of the
    matrix, target one for each row. Three arguments follow each array: ``start``, the index of row 0, ``stride``, the
    distance between rows, and ``bounds``, ``(first, end, lanes)``: rows outside ``first:end`` and values after
    ``lanes`` are read as 0 and not written.
    """

    @ir_function
    def combine(source: Typed, source_start: Int64, source_stride: Int64, source_bounds: Any, target: Typed,
                target_start: Int64, target_stride: Int64, target_bounds: Any) -> None:
        builder = source.emitter.builder
        inputs = row_pointers(source, source_start, source_stride, source_bounds, len(matrix[0]))
        outputs = row_pointers(target, target_start, target_stride, target_bounds, len(matrix))
        vectors = [load_first(builder, pointer, count) for pointer, count in inputs]
        for (pointer, count), weights in zip(outputs, matrix, strict=True):
            vector = weighted_sum(builder, weights, vectors)
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


def weighted_sum(builder: Any, weights: Sequence[float], vectors: list[Any]) -> Any:
    """``Σ weights[k] · vectors[k]``; zero weights cost nothing, and weights of 1 no multiplication."""
    result = ZERO
    terms = [vector if weight == 1 else builder.fmul(broadcast(builder, ir.Constant(ir.FloatType(), weight)), vector)
             for weight, vector in sorted(zip(weights, vectors, strict=True), key=lambda term: term[0] != 1) if weight]
    for k, term in enumerate(terms):
        result = term if k == 0 else builder.fadd(result, term)
    return result
