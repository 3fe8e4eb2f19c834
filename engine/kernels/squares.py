"""Transposed matrices, square by square: a square of numbers lies in as many registers as each of them holds.

In each of its steps two rows exchange what lies across the diagonal: single numbers between neighbours first, then
pairs between the next but one, and so on. A loop that writes number after number takes four times as long.
"""

from typing import Any

from llvmlite import ir

from engine.kernels.barrier import share
from engine.kernels.calls import by_address
from engine.kernels.jit import Array, inlined, inner
from engine.kernels.macros import Number, Value, counted, macro
from engine.kernels.vectors import LANES, NUMBERS, first_lanes, read, write


@macro
def turn_squares(a: Value, b: Value, begins: Any, lines: Any, shape: Any) -> None:
    """As :func:`turned`."""
    pen, (rows, columns), (from_a, from_b), (a_line, b_line) = a.pen, shape, begins, lines
    builder = pen.builder
    with counted(pen, rows, LANES) as row, counted(pen, columns, LANES) as column:
        def within(length: Number) -> Any:
            return first_lanes(builder, length.value)

        across, down = within(columns - column), within(rows - row)
        nothing = ir.Constant(across.type, None)

        def if_there(mask: Any, number: Number, end: Number) -> Any:
            return builder.select(number < end, mask, nothing)

        square = [read(builder, a.at(from_a + (row + i) * a_line + column), if_there(across, row + i, rows))
                  for i in range(LANES)]
        for i, line in enumerate(exchanged(builder, square)):
            place = b.at(from_b + (column + i) * b_line + row)
            write(builder, line, place, if_there(down, column + i, columns))


def exchanged(builder: Any, square: list[Any]) -> list[Any]:
    """The columns of a square of vectors."""
    rows, step = list(square), 1
    while step < LANES:
        upper = ir.Constant(NUMBERS, [lane if not lane & step else LANES + lane - step for lane in range(LANES)])
        lower = ir.Constant(NUMBERS, [lane + step if not lane & step else LANES + lane for lane in range(LANES)])
        for i in range(LANES):
            if not i & step:
                pair = rows[i], rows[i + step]
                rows[i], rows[i + step] = builder.shuffle_vector(*pair, upper), builder.shuffle_vector(*pair, lower)
        step *= 2
    return rows


@inner
def turned(a: Array, b: Array, begins: Any, lines: Any, shape: Any) -> None:
    """``b = aᵀ`` for so many rows and columns of a: ``shape``.

    begins: of the first number of each that counts, in flat arrays. lines: from a row of each to its next.
    """
    turn_squares(a, b, begins, lines, shape)


turn = by_address(turned, "1 1 2i 2i 2i")


@inlined
def turn_together(a: Array, b: Array, team: Any) -> None:
    """``b = aᵀ``, both ``(rows, columns)`` of their own, some rows of a by each hand."""
    (rows, columns), (first, end) = a.shape, share(a.shape[0], team)
    turn(a, b, (first * columns, first), (columns, rows), (end - first, columns))
