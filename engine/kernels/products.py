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
from llvmlite import ir
from numba import types
from numba.core import cgutils

from engine.kernels.barrier import begin, finish, share
from engine.kernels.calls import writer
from engine.kernels.jit import Array, inner, kernel
from engine.kernels.lines import vectors
from engine.kernels.macros import Number, Value, counted, least, macro, one_of
from engine.kernels.microkernel import HIGHEST, WIDTH, cover
from engine.kernels.openblas import found, product_name
from engine.kernels.squares import turn
from engine.kernels.vectors import FUSED, INT, LANES, spread
from engine.kernels.views import flat, item

DEPTH = 512
"""How many products a tile adds up at a time: as many lines of b as stay near the core, and sums that stay exact."""
SHALLOW, FEW, FAR = 32, 64, 1 << 21
"""The same for few rows of a and a b of more numbers than caches hold: it comes faster in the order that it lies in."""
NEARBY = 1 << 16
"""How many numbers of a are multiplied with all of b before the next come: as many as stay near the core."""
COLUMNS = 64
"""Columns of a transposed b that are laid out at a time: with them, and a few rows of a, caches are not full yet."""
PANEL = COLUMNS if FUSED else 1 << 40
"""Columns of b that lie together in panels: lines of many columns are far apart, and compete for places in caches."""
LEAST = 4096
"""Multiplications from which on a call of BLAS is worth its time."""
ROWS_FIRST, AS_IS, TURNED = 101, 111, 112
"""How BLAS is told that rows lie one behind the other, and whether a matrix is transposed."""
BLAS = bool(product_name())
NEAR = 0 if not FUSED else 1 << 18 if LANES == 8 and BLAS else 1 << 40
"""How many numbers b may have for tiles to be the best way: where vectors are short, BLAS sorts more of them better."""


if BLAS:  # the linker is told the address anew in every process, so that code from the cache finds it
    llvm.add_symbol("keras_blocks_sgemm", ctypes.cast(found(product_name()), ctypes.c_void_p).value)


@macro
def in_tiles(a: Value, b: Value, c: Value, begins: Any, shape: Any, steps: Any, scale: Value, add: Value) -> None:
    """The product in tiles; steps: as a tile takes them."""
    pen, (m, k, n), (_, a_step, b_row, _) = a.pen, shape, steps
    far = pen.builder.and_(m < FEW + 1, k * n > FAR)
    most = one_of(pen, far, SHALLOW, DEPTH)
    with counted(pen, k, most) as start:
        depth = least(k - start, most)
        more = Value(pen, types.boolean, pen.builder.or_(add.value, start > 0))
        fitting = NEARBY // ((depth + n) * HIGHEST)
        block = one_of(pen, fitting > 0, fitting, 1) * HIGHEST
        with counted(pen, m, block) as first, counted(pen, n, WIDTH) as column:
            places = begins[0] + start * a_step, begins[1] + start * b_row + column, begins[2] + column
            rows = first, least(first + block, m)
            cover(a, b, c, places, rows, steps, depth, least(n - column, WIDTH), scale, more)


@macro
def in_loops(a: Value, b: Value, c: Value, begins: Any, shape: Any, steps: Any, scale: Value, add: Value) -> None:
    """The product row by row: a vector of columns at a time where the lines of b lie in one piece, else one."""
    pen, (m, k, n), (a_row, a_step, b_row, b_step, c_row) = a.pen, shape, steps
    builder = pen.builder

    def sum_up(row: Number, column: Number, read: Any, write: Any, spread: Any) -> None:
        total = cgutils.alloca_once_value(builder, ir.Constant(read(c, begins[2]).type, None))
        with counted(pen, k) as i:
            number = builder.load(a.at(begins[0] + row * a_row + i * a_step))
            product = builder.fmul(spread(number), read(b, begins[1] + i * b_row + column * b_step))
            builder.store(builder.fadd(builder.load(total), product), total)
        found, place = builder.fmul(spread(scale.value), builder.load(total)), begins[2] + row * c_row + column
        before = builder.select(add.value, read(c, place), ir.Constant(found.type, None))
        write(builder.fadd(before, found), c, place)

    with counted(pen, m) as row, builder.if_else(b_step.equals(1)) as (in_one_piece, apart):
        with in_one_piece, vectors(n) as (read, write):
            sum_up(row, Number(pen, INT(0)), read, write, lambda number: spread(builder, number))
        with apart, counted(pen, n) as column:
            sum_up(row, column, lambda array, place: builder.load(array.at(place)),
                   lambda number, array, place: builder.store(number, array.at(place)), lambda number: number)


@macro
def by_blas(a: Value, b: Value, c: Value, begins: Any, shape: Any, steps: Any, scale: Value, add: Value) -> None:
    """The product by NumPy's BLAS."""
    pen, (m, k, n), (a_row, a_step, b_row, b_step, c_row) = a.pen, shape, steps
    builder, choice, number = pen.builder, ir.IntType(32), ir.FloatType()
    size = INT if product_name().endswith("64_") else choice

    def whole(count: Number) -> Any:
        return count.value if size is INT else builder.trunc(count.value, size)

    def matrix(array: Value, place: Number, row: Number, step: Number, columns: Number) -> tuple[Any, Any, Any]:
        as_is = step.equals(1)
        lines = one_of(pen, as_is, one_of(pen, row > columns, row, columns), step)
        way = builder.select(as_is, choice(AS_IS), choice(TURNED))
        return way, array.at(place), whole(lines)

    a_way, a_data, a_lines = matrix(a, begins[0], a_row, a_step, k)
    b_way, b_data, b_lines = matrix(b, begins[1], b_row, b_step, n)
    given = [choice(ROWS_FIRST), a_way, b_way, whole(m), whole(n), whole(k), scale.value, a_data, a_lines, b_data,
             b_lines, builder.uitofp(add.value, number), c.at(begins[2]), whole(c_row)]
    kind = ir.FunctionType(ir.VoidType(), [part.type for part in given])
    builder.call(cgutils.get_or_insert_function(builder.module, kind, "keras_blocks_sgemm"), given)


@inner
def product_of(a: Array, b: Array, c: Array, places: Any, shape: Any, steps: Any, scale: float, add: bool) -> None:
    """``c = scale · a · b``, the matrices that begin at these places of flat arrays.

    shape: ``(m, k, n)``. steps: from one row of a to the next, from one column to the next, the same of b, and from
    one row of c to the next.
    """
    (m, k, n), (a_row, a_step, b_row, b_step, c_row) = shape, steps
    if 0 < k * n <= NEAR and b_step == 1:
        in_tiles(a, b, c, places, shape, (a_row, a_step, b_row, c_row), scale, add)
    elif BLAS and m * k * n >= LEAST:
        by_blas(a, b, c, places, shape, steps, scale, add)
    else:
        in_loops(a, b, c, places, shape, steps, scale, add)


write_product = writer(product_of, "1 1 1 3i 3i 5i f b")
multiply_at = macro(write_product)
"""As :func:`product_of`, for matrices that lie as nobody else's do."""


@macro
def multiply(a: Value, b: Value, c: Value, shape: Any, rows: Any, add: Any) -> None:
    """``c = a · b``, of b these rows, of a such columns. a: ``(m, k)``; b: ``(k, n)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, rows
    write_product(a, b, c, (first, first * n, 0), (m, end - first, n), (k, 1, n, 1, n), 1, add)


@macro
def multiply_rows(a: Value, b: Value, c: Value, shape: Any, rows: Any, add: Any) -> None:
    """These rows of ``c = a · b``. b: ``(k, n)``, which is the shape."""
    (k, n), (first, end) = shape, rows
    write_product(a, b, c, (first * k, 0, first * n), (end - first, k, n), (k, 1, n, 1, n), 1, add)


@macro
def lay_in_panels(b: Value, panels: Value, shape: Any, rows: Any) -> None:
    """These rows of b, ``(k, n)``, which is the shape, for :func:`multiply_panels`; panels has as many numbers."""
    (k, n), (first, end) = shape, rows
    with counted(b.pen, n, PANEL) as column, counted(b.pen, end - first) as i:
        width, row = least(n - column, PANEL), first + i
        with vectors(width) as (read, write):
            write(read(b, row * n + column), panels, column * k + row * width)


@macro
def multiply_panels(a: Value, panels: Value, c: Value, shape: Any, rows: Any, add: Any) -> None:
    """As :func:`multiply_rows`, where b lies in panels."""
    (k, n), (first, end) = shape, rows
    with counted(a.pen, n, PANEL) as column:
        width = least(n - column, PANEL)
        places = first * k, column * k, first * n + column
        write_product(a, panels, c, places, (end - first, k, width), (k, 1, width, 1, n), 1, add)


@macro
def multiply_turned(a: Value, b: Value, c: Value, shape: Any, rows: Any, scale: Any, add: Any) -> None:
    """``c = scale · aᵀ · b``, these rows of it. a: ``(k, m)``; b: ``(k, n)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, rows
    write_product(a, b, c, (first, 0, first * n), (end - first, k, n), (1, m, n, 1, n), scale, add)


@macro
def multiply_by_turned(a: Value, b: Value, c: Value, shape: Any, rows: Any, add: Any) -> None:
    """``c = a · bᵀ``, of b these rows, of c such columns. a: ``(m, k)``; b: ``(n, k)``; c: ``(m, n)``."""
    (m, k, n), (first, end) = shape, rows
    write_product(a, b, c, (0, first * k, first), (m, k, end - first), (k, 1, 1, k, n), 1, add)


@macro
def multiply_each(a: Value, b: Value, c: Value, count: Number, steps: Any, shape: Any) -> None:
    """So many ``c = a · b``; steps: from one a, b and c to the next."""
    _, k, n = shape
    with counted(a.pen, count) as i:
        places = tuple(i * step for step in steps)
        write_product(a, b, c, places, shape, (k, 1, n, 1, n), 1, False)


@macro
def multiply_each_turned(a: Value, b: Value, c: Value, count: Number, steps: Any, shape: Any) -> None:
    """So many ``c += aᵀ · b``."""
    m, _, n = shape
    with counted(a.pen, count) as i:
        places = tuple(i * step for step in steps)
        write_product(a, b, c, places, shape, (1, m, n, 1, n), 1, True)


@kernel
def product(a: Array, b: Array, c: Array, turned: Any, rooms: Array, add: bool, team: Any) -> None:
    """``c = a · b`` by all hands, in rows or in columns of c.

    turned: whether a is given as aᵀ, and b as bᵀ; not both. rooms: for some columns of such a b at a time,
    ``(hands, k · COLUMNS)``.
    """
    begin(team)
    m, n = c.shape
    k, (first, end), (column, last) = b.size // n, share(m, team), (0, n)
    if m < n and not turned[0]:
        (first, end), (column, last) = (0, m), share(n, team)
    start, a_row, a_step = (first, 1, m) if turned[0] else (first * k, k, 1)
    right, begins, line = flat(b), column, n
    while column < last:
        width = last - column
        if turned[1]:
            width = min(width, COLUMNS)
            right, begins, line = item(rooms, team[2]), 0, width
            turn(b, right, (column * k, 0), (k, width), (width, k))
        places, steps = (start, begins, first * n + column), (a_row, a_step, line, 1, n)
        multiply_at(a, right, c, places, (end - first, k, width), steps, 1.0, add)
        column += width
    finish(team)
