"""Short loops over contiguous values, such as the channels of one pixel, as SIMD code.

Arrays are contiguous and indexed as flat. What one call writes must not overlap what it reads.

Measured 2026-11-30, two cores: written as Numba loops that are compiled into their callers, an epoch of W5 and W6
takes 1.02 times as long, and the start of W6 from an empty kernel cache 1.6 times.
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


@ir_function
def update_max(x: Typed, x_start: Int64, y: Typed, argmax: Typed, y_start: Int64, count: Int64, index: Int64,
               is_first: Typed) -> None:
    """Where x is larger than y, or is NaN, x replaces y and index replaces argmax. is_first: y is not set yet."""
    builder = x.emitter.builder
    with emit_vectors(count) as (read, write):
        new, old, previous = read(x, x_start).value, read(y, y_start).value, read(argmax, y_start).value
        better = builder.or_(builder.fcmp_ordered(">", new, old), builder.fcmp_unordered("uno", new, new))
        better = builder.or_(better, broadcast(builder, is_first.value))
        indices = broadcast(builder, builder.trunc(index.value, previous.type.element))
        write(Vector(builder, builder.select(better, new, old)), y, y_start)
        write(Vector(builder, builder.select(better, indices, previous)), argmax, y_start)


@ir_function
def add_where(dx: Typed, x_start: Int64, dy: Typed, argmax: Typed, y_start: Int64, count: Int64, index: Int64) -> None:
    """``dx += dy`` where argmax is index."""
    builder = dx.emitter.builder
    with emit_vectors(count) as (read, write):
        grad, indices, previous = read(dy, y_start).value, read(argmax, y_start).value, read(dx, x_start).value
        selected = builder.icmp_signed(
            "==", indices, broadcast(builder, builder.trunc(index.value, indices.type.element)))
        zero = ir.Constant(grad.type, None)
        write(Vector(builder, builder.fadd(previous, builder.select(selected, grad, zero))), dx, x_start)
