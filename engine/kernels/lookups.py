"""Numbering the different rows of a matrix, and adding rows up by number, where NumPy's ``add.at`` looks at every one
by itself."""

from functools import partial

from llvmlite import ir
from numba.core import cgutils

from engine.kernels.jit import Array, inlined, kernel
from engine.kernels.lines import vectors
from engine.kernels.macros import Number, Value, macro
from engine.kernels.vectors import INT, LANES, NUMBERS, SMALL, declared
from engine.kernels.views import flat


@kernel
def add_rows(ids: Array, rows: Array, total: Array) -> None:
    """``total[ids[n]] += rows[n]`` for every n. ids: ``(n,)``; rows: ``(n, width)``; total: ``(ids, width)``."""
    for n in range(ids.size):
        row, into = rows[n], total[ids[n]]
        for k in range(row.size):
            into[k] += row[k]


@kernel
def add_rows_and_squares(ids: Array, rows: Array, total: Array, squares: Array) -> None:
    """As :func:`add_rows`, and ``squares[ids[n]] += rows[n]²``; squares: ``(ids, width)``."""
    for n in range(ids.size):
        row, into, beside = rows[n], total[ids[n]], squares[ids[n]]
        for k in range(row.size):
            into[k] += row[k]
        for k in range(row.size):
            beside[k] += row[k] * row[k]


MIXING, SPREADING = 0x9E3779B1, 0x9E3779B97F4A7C15
"""Odd numbers whose bits look like random ones: their multiples spread over all of 32 and of 64 bits."""

SOME = 16
"""Rows that say nothing yet of whether rows repeat."""


@partial(macro, results=1)
def digest(rows: Value, place: Number, width: Number) -> tuple[Number]:
    """A number made of so many float32 from a place on, the same for the same ones, and hardly ever for others."""
    builder = rows.pen.builder
    mixing = ir.Constant(NUMBERS, [MIXING + 2 * lane for lane in range(LANES)])
    total = cgutils.alloca_once_value(builder, ir.Constant(NUMBERS, None))
    with vectors(width) as (read, _):
        bits = builder.bitcast(read(rows, place), NUMBERS)
        mixed = builder.mul(builder.xor(builder.load(total), bits), mixing)
        builder.store(builder.xor(mixed, builder.lshr(mixed, ir.Constant(NUMBERS, [15] * LANES))), total)
    mixed = builder.mul(builder.load(total), mixing)
    add = declared(builder, f"vector.reduce.add.v{LANES}i32", SMALL, NUMBERS)
    whole = builder.mul(builder.zext(builder.call(add, [mixed]), INT), INT(SPREADING))
    return Number(rows.pen, builder.lshr(whole, INT(32))),  # the upper bits, on which all others have acted


@inlined
def same(x: Array, one: int, other: int) -> bool:
    """Whether two rows are."""
    for k in range(x.shape[1]):  # noqa: SIM110  (Numba has no generators here)
        if x[one, k] != x[other, k]:
            return False
    return True


@kernel
def number_rows(x: Array, which: Array, first: Array, table: Array) -> int:
    """How many different rows there are; which: the number of every row among them, in the order in which they come.

    Gives up where the first ones, an eighth and some more, all differ, or where more than three quarters do: 0 then.
    x: ``(n, width)``, float32, C-contiguous. which: ``(n,)``; first: where each of the different ones comes first,
    ``(n,)``; table: room for numbers, a power of 2 of them, and more than n.
    """
    n, width = x.shape
    most, found = 3 * n // 4, 0
    for k in range(table.size):
        table[k] = -1
    for row in range(n):
        place = digest(flat(x), row * width, width)[0] & (table.size - 1)
        while table[place] >= 0 and not same(x, first[table[place]], row):
            place = (place + 1) & (table.size - 1)
        if table[place] < 0:
            table[place], first[found] = found, row
            found += 1
        which[row] = table[place]
        if found > most or (found == row + 1 and found > n // 8 + SOME):
            return 0
    return found
