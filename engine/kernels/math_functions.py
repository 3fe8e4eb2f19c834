"""tanh, exp and sigmoid for one value, in arithmetic that LLVM vectorises inside a loop.

The functions of the C library are called once per value, which keeps a loop scalar. For float32 these are polynomials
(relative error of exp below 1e-7, error of tanh below 4e-7); float64 uses the exact functions.
"""

from math import exp as exact_exp
from math import tanh as exact_tanh
from typing import Any

import numpy as np
from numba import types
from numba.extending import overload

from engine.kernels.runtime.cache import OPTIONS
from engine.kernels.runtime.jit import Array, inner

TANH_NUMERATOR = tuple(map(np.float32, (
    9.9999997921e-01, 1.3379666474e-01, 3.4939723481e-03, 2.0582430955e-05, 1.3317596646e-08)))
TANH_DENOMINATOR = tuple(map(np.float32, (1, 4.6712981792e-01, 2.5870839130e-02, 3.2829897411e-04, 7.7614183675e-07)))
"""Coefficients in x² of ``tanh(x) / x``; the minimax fit of the relative error for ``|x| < 9``."""
TANH_LIMIT = np.float32(9)

EXP_COEFFICIENTS = tuple(map(np.float32, (
    4.9999993432e-01, 1.6666520397e-01, 4.1668390831e-02, 8.3687453200e-03, 1.3814537893e-03)))
"""Coefficients in r of ``(exp(r) - 1 - r) / r²``; the minimax fit of exp's relative error for ``|r| <= log(2) / 2``."""
LOG2_E = np.float32(1.4426950409)
LOG_2_HIGH, LOG_2_LOW = np.float32(0.693359375), np.float32(-2.1219444005e-4)
"""``log(2) = LOG_2_HIGH + LOG_2_LOW`` (Cody and Waite). LOG_2_HIGH has only 9 significant bits, so its product with an
integer of up to 15 bits, such as the exponent n in :func:`exp_float32`, is exact in float32."""
EXP_MIN, EXP_MAX = np.float32(-87), np.float32(88)
EXPONENT_BIAS, EXPONENT_SHIFT = np.int32(127), np.int32(23)
ZERO, HALF, ONE = np.float32(0), np.float32(0.5), np.float32(1)
JIT_OPTIONS = {"fastmath": OPTIONS["fastmath"], "error_model": OPTIONS["error_model"]}


def tanh(x: Any) -> Any:
    """The hyperbolic tangent of one value; NaN stays NaN."""
    raise NotImplementedError


@overload(tanh, jit_options=JIT_OPTIONS)
def tanh_for_type(x: Any) -> Any:
    return tanh_float64 if x == types.float64 else tanh_float32


def tanh_float64(x: Any) -> Any:
    return exact_tanh(x)


def tanh_float32(x: Any) -> Any:
    t = TANH_LIMIT if x > TANH_LIMIT else -TANH_LIMIT if x < -TANH_LIMIT else x
    s = t * t
    p, q = TANH_NUMERATOR, TANH_DENOMINATOR
    numerator = p[0] + s * (p[1] + s * (p[2] + s * (p[3] + s * p[4])))
    return t * numerator / (q[0] + s * (q[1] + s * (q[2] + s * (q[3] + s * q[4]))))


def exp(x: Any) -> Any:
    """The exponential of one value; float32: 0 below -87, exp(88) above 88. NaN stays NaN."""
    raise NotImplementedError


@overload(exp, jit_options={"fastmath": {"contract"}, "error_model": OPTIONS["error_model"]})  # no reassociation: exact
def exp_for_type(x: Any) -> Any:
    return exp_float64 if x == types.float64 else exp_float32


def exp_float64(x: Any) -> Any:
    return exact_exp(x)


def exp_float32(x: Any) -> Any:
    """``exp(x) = 2ⁿ · exp(r)``; n: the integer nearest to ``x / log(2)``; r: the rest, ``x - n · log(2)``.

    2ⁿ is made from its bits: the float32 with exponent n.
    """
    t = EXP_MAX if x > EXP_MAX else EXP_MIN if x < EXP_MIN else x
    n = np.floor(t * LOG2_E + HALF)
    r = t - n * LOG_2_HIGH - n * LOG_2_LOW
    power = np.int32((np.int32(n) + EXPONENT_BIAS) << EXPONENT_SHIFT).view(np.float32)
    c = EXP_COEFFICIENTS
    y = power * (ONE + r * (ONE + r * (c[0] + r * (c[1] + r * (c[2] + r * (c[3] + r * c[4]))))))
    return ZERO if x < EXP_MIN else y


@inner
def sigmoid_inplace(x: Array) -> None:
    """``x = 1 / (1 + exp(-x))``; x: ``(n,)``."""
    one = x.dtype.type(1)
    for k in range(x.size):
        x[k] = one / (one + exp(-x[k]))
