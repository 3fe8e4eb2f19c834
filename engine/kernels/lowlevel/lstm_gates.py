"""The gates of one LSTM step as SIMD code: each value is read once and written once.

The formulas are those of the NumPy path in :mod:`engine.layers.lstm`, with ``sigmoid(x) = tanh(x / 2) / 2 + 1 / 2``.

Measured 2026-11-30, two cores, one thread: written as Numba loops, which pass over the arrays three to six times, an
epoch of W8 takes 1.08 times as long and one of W7 1.01 times. Kept because W8 has to stay within 1.05.
"""

from typing import Any

from engine.kernels.lowlevel.ir_builder import Typed, emit_range, ir_function
from engine.kernels.lowlevel.simd import Vector, emit_vectors, polynomial
from engine.kernels.math_functions import TANH_DENOMINATOR, TANH_LIMIT, TANH_NUMERATOR


def tanh(x: Vector) -> Vector:
    """The approximation of :func:`engine.kernels.math_functions.tanh` for a vector."""
    return odd_rational(x, list(map(float, TANH_NUMERATOR)), list(map(float, TANH_DENOMINATOR)), float(TANH_LIMIT))


def sigmoid(x: Vector) -> Vector:
    """``1 / (1 + exp(-x))``, as ``tanh(x / 2) / 2 + 1 / 2`` with the halves in the coefficients."""
    numerator = [float(value) / 4 ** (power + 1) for power, value in enumerate(TANH_NUMERATOR)]
    denominator = [float(value) / 4 ** power for power, value in enumerate(TANH_DENOMINATOR)]
    return odd_rational(x, numerator, denominator, 2 * float(TANH_LIMIT)) + 0.5


def odd_rational(x: Vector, numerator: list[float], denominator: list[float], limit: float) -> Vector:
    """``x`` times a quotient of two polynomials in x², with x clipped to ``[-limit, limit]``; NaN stays NaN."""
    clipped = x.clip(limit)
    square = clipped * clipped
    return clipped * polynomial(square, numerator) / polynomial(square, denominator)


@ir_function
def lstm_gates(z: Typed, bias: Typed, c0: Typed, c1: Typed, tanh_c: Typed, h1: Typed, shape: Any) -> None:
    """``c1 = f · c0 + i · g``, ``h1 = o · tanh(c1)`` with the gates ``i, f, g, o`` of ``z + bias``.

    shape: ``(rows, units)``. z: pre-activations, ``(rows, 4 · units)``, overwritten by the gates. bias:
    ``(4 · units,)``. c0, c1: cell state before and after; tanh_c: ``tanh(c1)``; h1: output: all ``(rows, units)``.
    """
    rows, units = shape
    with emit_range(z.emitter, rows) as row, emit_vectors(units) as (read, write):
        starts = [row * 4 * units + units * gate for gate in range(4)]
        sums = [read(z, start) + read(bias, units * gate) for gate, start in enumerate(starts)]
        i, f, g, o = sigmoid(sums[0]), sigmoid(sums[1]), tanh(sums[2]), sigmoid(sums[3])
        for gate, start in zip((i, f, g, o), starts, strict=True):
            write(gate, z, start)
        start = row * units
        cell = f * read(c0, start) + i * g
        tanh_cell = tanh(cell)
        for vector, array in ((cell, c1), (tanh_cell, tanh_c), (o * tanh_cell, h1)):
            write(vector, array, start)


@ir_function
def lstm_gates_backward(gates: Typed, c0: Typed, tanh_c: Typed, dh: Typed, dc: Typed, dz: Typed, shape: Any) -> None:
    """Compute dz from dh and dc, the gradients by h1 and c1, and replace dc by the gradient by c0.

    gates: z after :func:`lstm_gates`. shape: ``(rows, units)``, the shape of all arrays but gates and dz, which are
    ``(rows, 4 · units)``.
    """
    rows, units = shape
    with emit_range(gates.emitter, rows) as row, emit_vectors(units) as (read, write):
        start = row * units
        starts = [row * 4 * units + units * gate for gate in range(4)]
        i, f, g, o = (read(gates, gate_start) for gate_start in starts)
        dh_row, tanh_cell = read(dh, start), read(tanh_c, start)
        dcell = read(dc, start) + dh_row * o * (1 - tanh_cell * tanh_cell)
        grads = (dcell * g * i * (1 - i), dcell * read(c0, start) * f * (1 - f), dcell * i * (1 - g * g),
                 dh_row * tanh_cell * o * (1 - o))
        for grad, gate_start in zip(grads, starts, strict=True):
            write(grad, dz, gate_start)
        write(dcell * f, dc, start)
