"""The gates of one LSTM step in the processor's vectors: every number is read once and written once.

Numba's loops (:mod:`engine.kernels.recurrence`) go over the arrays three to six times, since they are made into vectors
only where few arrays take part; what stands here takes a third of their time. The formulas are the same, but for
``sigmoid(x) = tanh(x / 2) / 2 + 1 / 2``, whose halves have gone into the coefficients.
"""

from typing import Any

from engine.kernels.lines import formulas
from engine.kernels.macros import Value, counted, macro
from engine.kernels.recurrence import TOP, P, Q
from engine.kernels.vectors import Vector, polynomial


def tanh(x: Vector) -> Vector:
    """As :func:`engine.kernels.recurrence.quotient`."""
    return quotient(x, [float(number) for number in P], [float(number) for number in Q], float(TOP))


def sigmoid(x: Vector) -> Vector:
    """``1 / (1 + exp(-x))``"""
    above = [float(number) / 4 ** (power + 1) for power, number in enumerate(P)]
    below = [float(number) / 4 ** power for power, number in enumerate(Q)]
    return quotient(x, above, below, 2 * float(TOP)) + 0.5


def quotient(x: Vector, above: list[float], below: list[float], top: float) -> Vector:
    """``x`` times a quotient of two polynomials in x², where |x| is at most top. A NaN stays one."""
    t = x.at_most(top).at_least(-top)
    square = t * t
    return t * polynomial(square, above) / polynomial(square, below)


@macro
def open_gates(z: Value, bias: Value, c0: Value, c1: Value, tanh_c: Value, h1: Value, shape: Any) -> None:
    """``c1 = f · c0 + i · g``, ``h1 = o · tanh(c1)`` with the gates ``i, f, g, o`` of ``z + bias``.

    shape: ``(rows, units)``. z: what inputs and state add up to, ``(rows, 4 · units)``; afterwards the gates. bias:
    ``(4 · units,)``. c0, c1: cells before and after; tanh_c: of c1; h1: the output: all ``(rows, units)``.
    """
    rows, units = shape
    with counted(z.pen, rows) as row, formulas(units) as (read, write):
        places = [row * 4 * units + units * gate for gate in range(4)]
        sums = [read(z, place) + read(bias, units * gate) for gate, place in enumerate(places)]
        i, f, g, o = sigmoid(sums[0]), sigmoid(sums[1]), tanh(sums[2]), sigmoid(sums[3])
        for place, gate in zip(places, (i, f, g, o), strict=True):
            write(gate, z, place)
        here = row * units
        cell = f * read(c0, here) + i * g
        squashed = tanh(cell)
        for vector, array in ((cell, c1), (squashed, tanh_c), (o * squashed, h1)):
            write(vector, array, here)


@macro
def open_gates_back(gates: Value, c0: Value, tanh_c: Value, dh: Value, dc: Value, dz: Value, shape: Any) -> None:
    """``dz`` and the cells' slope before the step from the slopes ``dh`` and ``dc`` after it; dc is overwritten.

    gates, dz: ``(rows, 4 · units)``; all others ``(rows, units)``, which is the shape.
    """
    rows, units = shape
    with counted(gates.pen, rows) as row, formulas(units) as (read, write):
        here = row * units
        places = [row * 4 * units + units * gate for gate in range(4)]
        i, f, g, o = (read(gates, place) for place in places)
        slope, squashed = read(dh, here), read(tanh_c, here)
        cell = read(dc, here) + slope * o * (1 - squashed * squashed)
        slopes = (cell * g * i * (1 - i), cell * read(c0, here) * f * (1 - f), cell * i * (1 - g * g),
                  slope * squashed * o * (1 - o))
        for vector, place in zip(slopes, places, strict=True):
            write(vector, dz, place)
        write(cell * f, dc, here)
