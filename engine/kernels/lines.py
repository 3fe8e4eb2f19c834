"""Lines of numbers, one beside the other in memory, worked on vector by vector: macros for kernels whose inner loop is
over the channels of a place. Of an array that a macro writes to, no other part may lie where it reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba.core import cgutils

from engine.kernels.macros import Number, Value, counted, macro
from engine.kernels.vectors import LANES, Vector, read_first, spread, write_first

ABREAST = 4
"""Vectors of sums side by side: as many as a processor adds up while the first addition is under way."""


@contextmanager
def vectors(count: Number) -> Iterator[Any]:
    """What is written meanwhile happens for one vector after the other of so many numbers: ``read(array, place)`` and
    ``write(vector, array, place)`` for a line that begins at this place of a flat array."""
    builder = count.pen.builder
    with counted(count.pen, count, LANES) as done:
        left = (count - done).value
        yield lambda array, place: read_first(builder, array.at(place + done), left), (
            lambda vector, array, place: write_first(builder, vector, array.at(place + done), left))


@contextmanager
def formulas(count: Number) -> Iterator[Any]:
    """As :func:`vectors`, for formulas."""
    with vectors(count) as (read, write):
        yield lambda array, place: Vector(count.pen.builder, read(array, place)), (
            lambda vector, array, place: write(vector.value, array, place))


@macro
def copy_line(target: Value, go: Number, source: Value, come: Number, count: Number) -> None:
    """So many numbers from one place to another."""
    with vectors(count) as (read, write):
        write(read(source, come), target, go)


@macro
def add_line(target: Value, go: Number, source: Value, come: Number, count: Number) -> None:
    """Add so many numbers to those at another place."""
    with vectors(count) as (read, write):
        write(target.pen.builder.fadd(read(target, go), read(source, come)), target, go)


@macro
def sum_lines(rows: Value, total: Value, columns: Any, scale: Value, add: Value) -> None:
    """``total = scale · Σ rows`` over these columns, ``(first, end)``, or with add that more; some columns at a time,
    whose sums stay in registers. rows: ``(n, width)``, flat; total: ``(width,)``."""
    pen, builder, (first, end) = total.pen, total.pen.builder, columns
    numbers, width = (Number(pen, array.count) for array in (rows, total))
    factor, nothing = spread(builder, scale.value), ir.Constant(ir.VectorType(total.data.type.pointee, LANES), None)
    with counted(pen, end - first, ABREAST * LANES) as column:
        places = [first + column + side * LANES for side in range(ABREAST)]

        sums = [cgutils.alloca_once_value(builder, nothing) for _ in places]
        with counted(pen, numbers, width) as row:
            for place, known in zip(places, sums, strict=True):
                line = read_first(builder, rows.at(row + place), (end - place).value)
                builder.store(builder.fadd(builder.load(known), line), known)
        for place, known in zip(places, sums, strict=True):
            before = builder.select(add.value, read_first(builder, total.at(place), (end - place).value), nothing)
            more = builder.fmul(factor, builder.load(known))
            write_first(builder, builder.fadd(before, more), total.at(place), (end - place).value)


@macro
def clear_line(target: Value, go: Number, count: Number) -> None:
    """Make so many numbers 0."""
    nothing = ir.Constant(ir.VectorType(target.data.type.pointee, LANES), None)
    with vectors(count) as (_, write):
        write(nothing, target, go)


@macro
def keep_largest(x: Value, come: Number, y: Value, which: Value, go: Number, count: Number, number: Number,
                 anew: Value) -> None:
    """Where numbers of x are larger than those of y, or are none, they take their place; which: there, ``number``.

    anew: nothing has been in y yet.
    """
    builder = x.pen.builder
    with vectors(count) as (read, write):
        new, old, before = read(x, come), read(y, go), read(which, go)
        better = builder.or_(builder.fcmp_ordered(">", new, old), builder.fcmp_unordered("uno", new, new))
        better = builder.or_(better, spread(builder, anew.value))
        here = spread(builder, builder.trunc(number.value, before.type.element))
        write(builder.select(better, new, old), y, go)
        write(builder.select(better, here, before), which, go)


@macro
def add_where(dx: Value, go: Number, dy: Value, which: Value, come: Number, count: Number, number: Number) -> None:
    """Add numbers of dy to those of dx, where which is that number."""
    builder = dx.pen.builder
    with vectors(count) as (read, write):
        slopes, places, sums = read(dy, come), read(which, come), read(dx, go)
        here = builder.icmp_signed("==", places, spread(builder, builder.trunc(number.value, places.type.element)))
        nothing = ir.Constant(slopes.type, None)
        write(builder.fadd(sums, builder.select(here, slopes, nothing)), dx, go)
