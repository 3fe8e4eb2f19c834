"""exp in the processor's vectors, and what is made of it: a loop of Numba's would call a function for every number.

``exp(x) = 2ⁿ · exp(r)`` with a whole number n and ``|r|`` at most ``log(2) / 2``, where a polynomial will do. ``2ⁿ`` is
a float whose exponent is n and whose other bits are 0. The relative error is below 1e-7; beyond what float32 holds
stand its limits.
"""

from llvmlite import ir

from engine.kernels.lines import formulas
from engine.kernels.macros import Number, Value, macro
from engine.kernels.vectors import INT, LANES, NUMBERS, VECTOR, Vector, polynomial

P = (4.9999993432e-01, 1.6666520397e-01, 4.1668390831e-02, 8.3687453200e-03, 1.3814537893e-03)
"""Coefficients of ``(exp(r) - 1 - r) / r²``, the fit of least relative error of exp(r)."""
LOG2_E = 1.4426950409
LOG_2, REST_OF_LOG_2 = 0.693359375, -2.1219444005e-4
"""log(2) in two parts, the first of so few digits that its product with n is exact."""
ROUNDING = 1.5 * 2**23
"""A float of this size has no room for a fraction: added and taken off again, it rounds; its last bits are n."""
LOWEST, HIGHEST = -87.0, 88.0
FRACTION, BIAS = 23, 127
"""Bits after which a float32 holds its exponent, and what that is more than n."""


def exp(x: Vector) -> Vector:
    """The exponential function. A NaN stays one."""
    builder, t = x.builder, x.at_most(HIGHEST).at_least(LOWEST)
    rounded = t * LOG2_E + ROUNDING
    n = rounded - ROUNDING
    r = t - n * LOG_2 - n * REST_OF_LOG_2
    exponents = builder.shl(builder.bitcast(rounded.value, NUMBERS), every(FRACTION))
    power = Vector(builder, builder.bitcast(builder.add(exponents, every(BIAS << FRACTION)), VECTOR))
    return power * (1 + r * (1 + r * polynomial(r, P)))


def every(number: int) -> ir.Constant:
    """A vector of one whole number."""
    return ir.Constant(NUMBERS, [number] * LANES)


@macro
def exponentials(x: Value, count: Number) -> None:
    """``x = exp(x)``, so many numbers."""
    start = Number(x.pen, INT(0))
    with formulas(count) as (read, write):
        write(exp(read(x, start)), x, start)


@macro
def sigmoids(x: Value, count: Number) -> None:
    """``x = 1 / (1 + exp(-x))``, so many numbers."""
    start = Number(x.pen, INT(0))
    with formulas(count) as (read, write):
        write(1 / (1 + exp(0 - read(x, start))), x, start)
