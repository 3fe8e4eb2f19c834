"""The innermost piece of a product of matrices, in the processor's vectors: no loop that Numba compiles comes near it.

A *micro-kernel*, as in every fast BLAS: a small tile of the result, some rows of two vectors each, stays in registers
while the sums are formed. One step takes one line of b (two vectors) and one number of each row of a, spread over a
vector, and adds their products: so few numbers come from memory for many multiplications.

            b[t]:  [ vector 0 ][ vector 1 ]
    a[0, t] ·      [  sums    ][  sums    ]    row 0 of the tile
    a[1, t] ·      [  sums    ][  sums    ]    row 1   …

Columns beyond the tile's width are masked: neither read nor written. Registers hold 12 rows of 512-bit vectors, of
which there are 32, or 6 rows of 256-bit ones, of which there are 16. Measured on a processor with 512-bit units:
220 to 260 GFLOP/s for the products of small networks, where OpenBLAS has 80 to 125, and the limit is 271. Every number
of the result is added up in the order of t, whatever tile it is in: so it makes no difference who computes what.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from llvmlite import ir

from engine.kernels.macros import Number, Value, Variable, as_long_as
from engine.kernels.vectors import INT, LANES, NOTHING, SMALL, VECTOR, declared, first_lanes, read, spread, write

ROWS = {16: (12, 8, 4, 2, 1), 8: (6, 4, 2, 1)}.get(LANES, ())
"""Heights of tiles; a matrix is covered with the highest that still fits. None: nobody is to ask for tiles."""
NARROW = (8, 1) if ROWS else ()
"""The same for tiles of one vector a row, where no more columns are left: ten classes are no more than that."""
HIGHEST = max(ROWS, default=1)
WIDTH = 2 * LANES
"""Columns of a tile."""

AHEAD = 8
"""Steps by which a line of b is asked for before it is needed: they lie far apart, and no processor guesses where."""

BYTES = ir.IntType(8).as_pointer()


def cover(a: Value, b: Value, c: Value, begins: Any, rows: Any, steps: Any, depth: Number, width: Number, scale: Value,
          add: Value) -> None:
    """``c = scale · a · b``, or with add that more, in tiles one below the other: these rows, and so many columns.

    a, b, c: flat arrays of float32. begins: of the first number of each that counts. rows: ``(first, end)`` of a and c.
    steps: from a row of a to the next, from a column of a to the next, from a row of b to the next, from a row of c to
    the next. depth: how many products a sum has, at least 1.
    """
    pen, (first, end), (a_row, _, _, c_row) = a.pen, rows, steps
    row = Variable(first)

    def descend(heights: tuple[int, ...], vectors: int) -> None:
        for height in heights:
            with as_long_as(pen, partial(fits, height, row, end)):
                pointers = [a.at(begins[0] + row.now * a_row), b.at(begins[1]), c.at(begins[2] + row.now * c_row)]
                tile((height, vectors), pen.builder, pointers, steps, (depth, width), (scale.value, add.value))
                row.add(height)

    with pen.builder.if_else(width > LANES) as (wide, narrow):
        with wide:
            descend(ROWS, 2)
        with narrow:
            descend(NARROW, 1)


def fits(height: int, row: Variable, end: Number) -> Any:
    """Whether a tile of that height ends before that row."""
    return row.now + (height - 1) < end


def tile(shape: tuple[int, int], builder: Any, first: list[Any], steps: Any, size: Any, into: Any) -> None:
    """Write the code of one tile of so many rows, and vectors a row; first: where its numbers of a, b and c begin."""
    rows, vectors = shape
    (a_row, a_step, b_step, c_row), (depth, width) = ([number.value for number in part] for part in (steps, size))
    scale, add = into
    read, write, multiply_add, ask_for = vector_functions(builder, width, vectors)
    starts = [builder.gep(first[0], [builder.mul(a_row, INT(row))]) for row in range(rows)]

    before, loop, end = builder.block, builder.append_basic_block("step"), builder.append_basic_block("sums")
    builder.branch(loop)
    builder.position_at_end(loop)
    t = builder.phi(INT)
    sums = [[builder.phi(VECTOR) for _ in range(vectors)] for _ in range(rows)]
    line = [read(builder.gep(first[1], [builder.mul(t, b_step)]), half) for half in range(vectors)]
    ask_for(builder.gep(first[1], [builder.mul(builder.add(t, INT(AHEAD)), b_step)]))
    at, more = builder.mul(t, a_step), []
    for start, row in zip(starts, sums, strict=True):
        number = spread(builder, builder.load(builder.gep(start, [at])))
        more.append([multiply_add(number, vector, total) for vector, total in zip(line, row, strict=True)])
    following = builder.add(t, INT(1))
    builder.cbranch(builder.icmp_signed("<", following, depth), loop, end)
    changing = [(t, INT(0), following)]
    for row, news in zip(sums, more, strict=True):
        changing += [(total, NOTHING, new) for total, new in zip(row, news, strict=True)]
    for value, at_first, then in changing:
        value.add_incoming(at_first, before)
        value.add_incoming(then, loop)

    builder.position_at_end(end)
    scales = spread(builder, scale)
    with builder.if_else(add) as ways:
        for adds, way in zip((True, False), ways, strict=True):
            with way:
                for place, row in enumerate(more):
                    to = builder.gep(first[2], [builder.mul(c_row, INT(place))])
                    for half, total in enumerate(row):
                        number = multiply_add(scales, total, read(to, half)) if adds else builder.fmul(scales, total)
                        write(number, to, half)


def vector_functions(builder: Any, width: Any, vectors: int) -> tuple[Callable[..., Any], ...]:
    """``read(pointer, half)``, ``write(vector, pointer, half)`` of what lies within the width, ``a · b + c`` of
    vectors, and ``ask_for(pointer)``, which brings a line near."""
    fma = declared(builder, f"fma.v{LANES}f32", VECTOR, VECTOR, VECTOR, VECTOR)
    prefetch = declared(builder, "prefetch.p0", ir.VoidType(), BYTES, SMALL, SMALL, SMALL)
    within = [first_lanes(builder, builder.sub(width, INT(half * LANES))) for half in range(vectors)]

    def at(pointer: Any, half: int) -> Any:
        return builder.gep(pointer, [INT(half * LANES)])

    def ask_for(pointer: Any) -> None:
        for half in range(vectors):  # to be read; kept; data
            builder.call(prefetch, [builder.bitcast(at(pointer, half), BYTES), SMALL(0), SMALL(3), SMALL(1)])

    return (
        lambda pointer, half: read(builder, at(pointer, half), within[half]),
        lambda vector, pointer, half: write(builder, vector, at(pointer, half), within[half]),
        lambda a, b, c: builder.call(fma, [a, b, c]),
        ask_for,
    )
