"""Short loops over contiguous values, such as the channels of one pixel, as SIMD code.

Arrays are contiguous and indexed as flat. The source values of a call must not overlap its target values.

Measured 2026-11-30, two cores: written as Numba loops that are compiled into their callers, an epoch of W5, W6 and W8
takes 1.02 to 1.03 times as long, and the start of W6 from an empty kernel cache 1.6 times.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils

from engine.kernels.lowlevel.ir_builder import Int64, Typed, emit_range, ir_function
from engine.kernels.lowlevel.simd import LANES, Vector, broadcast, emit_vectors, load_first, store_first

SUMS_IN_REGISTERS = 4
"""Vectors of sums that :func:`sum_columns` forms side by side, to hide the latency of an addition."""


@ir_function
def copy_values(target: Typed, target_start: Int64, source: Typed, source_start: Int64, count: Int64) -> None:
    """``target[target_start:][:count] = source[source_start:][:count]``."""
    with emit_vectors(count) as (read, write):
        write(read(source, source_start), target, target_start)


@ir_function
def add_values(target: Typed, target_start: Int64, source: Typed, source_start: Int64, count: Int64) -> None:
    """``target[target_start:][:count] += source[source_start:][:count]``."""
    with emit_vectors(count) as (read, write):
        write(read(target, target_start) + read(source, source_start), target, target_start)


@ir_function
def zero_values(target: Typed, start: Int64, count: Int64) -> None:
    """``target[start:][:count] = 0``."""
    zero = Vector(target.emitter.builder, ir.Constant(ir.VectorType(target.data.type.pointee, LANES), None))
    with emit_vectors(count) as (_, write):
        write(zero, target, start)


@ir_function
def sum_columns(rows: Typed, total: Typed, columns: Any, scale: Typed, accumulate: Typed) -> None:
    """``total[first:end] = scale · Σ rows[:, first:end]``, or with accumulate added to total.

    rows: ``(n, width)``, flat; total: ``(width,)``; columns: ``(first, end)``.
    """
    emitter, builder, (first, end) = total.emitter, total.emitter.builder, columns
    size, width = (Int64(emitter, array.size) for array in (rows, total))
    zero = ir.Constant(ir.VectorType(total.data.type.pointee, LANES), None)
    with emit_range(emitter, end - first, SUMS_IN_REGISTERS * LANES) as offset:
        starts = [first + offset + index * LANES for index in range(SUMS_IN_REGISTERS)]
        sums = [cgutils.alloca_once_value(builder, zero) for _ in starts]
        with emit_range(emitter, size, width) as row:
            for start, pointer in zip(starts, sums, strict=True):
                values = load_first(builder, rows.at(row + start), (end - start).value)
                builder.store(builder.fadd(builder.load(pointer), values), pointer)
        for start, pointer in zip(starts, sums, strict=True):
            count = (end - start).value
            previous = builder.select(accumulate.value, load_first(builder, total.at(start), count), zero)
            scaled = builder.fmul(broadcast(builder, scale.value), builder.load(pointer))
            store_first(builder, builder.fadd(previous, scaled), total.at(start), count)
