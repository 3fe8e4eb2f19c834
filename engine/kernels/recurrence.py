"""The gates of LSTM and GRU, one time step a call: what NumPy would do in ten passes over short rows.

All arrays of a call are of one type; rows are samples. Every inner loop goes over one row and few arrays, which is
what lets the compiler vectorise it.

tanh in a Numba loop is a call for each number, unless it is written in multiplications, which the compiler does on
whole registers. So float32 has a quotient of two polynomials, within 4e-7 of tanh; float64 has the exact function.
"""

from math import tanh as exact_tanh
from typing import Any

import numpy as np
from numba import types
from numba.extending import overload

from engine.kernels.cache import OPTIONS
from engine.kernels.jit import Array, inner, kernel

P = tuple(map(np.float32, (9.9999997921e-01, 1.3379666474e-01, 3.4939723481e-03, 2.0582430955e-05, 1.3317596646e-08)))
Q = tuple(map(np.float32, (1, 4.6712981792e-01, 2.5870839130e-02, 3.2829897411e-04, 7.7614183675e-07)))
"""Coefficients of ``tanh(x) / x`` as a quotient of polynomials in x²: the fit of least relative error, |x| < 9."""
TOP = np.float32(9)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent of one number; the compiler puts one of the functions below in its place."""
    raise NotImplementedError


@overload(tanh, jit_options={"fastmath": OPTIONS["fastmath"], "error_model": OPTIONS["error_model"]})
def tanh_of_type(x: Any) -> Any:
    """tanh for the type of x."""
    return exact if x == types.float64 else quotient


def exact(x: Any) -> Any:
    return exact_tanh(x)


def quotient(x: Any) -> Any:
    t = TOP if x > TOP else -TOP if x < -TOP else x  # a NaN stays one
    s = t * t
    above = P[0] + s * (P[1] + s * (P[2] + s * (P[3] + s * P[4])))
    return t * above / (Q[0] + s * (Q[1] + s * (Q[2] + s * (Q[3] + s * Q[4]))))


@inner
def squash(x: Array) -> None:
    """``x = tanh(x)`` in place; x: ``(n,)``."""
    for k in range(x.size):
        x[k] = tanh(x[k])


@inner
def open_gate(x: Array) -> None:
    """``x = sigmoid(x)`` in place, as ``tanh(x / 2) / 2 + 1 / 2``; x: ``(n,)``."""
    half = x.dtype.type(0.5)
    for k in range(x.size):
        x[k] = half * tanh(half * x[k]) + half


@inner
def add_to(x: Array, more: Array) -> None:
    """``x += more``; both ``(n,)``."""
    for k in range(x.size):
        x[k] += more[k]


@kernel
def lstm_step(z: Array, c0: Array, c1: Array, tanh_c: Array, h1: Array) -> None:
    """``c1 = f · c0 + i · g``, ``h1 = o · tanh(c1)`` with the gates ``i, f, g, o`` of ``z``.

    z: what inputs and state add up to, ``(batch, 4 · units)``; afterwards the gates. c0, c1: cells before and after;
    tanh_c: of c1; h1: the output: all ``(batch, units)``.
    """
    units, half, one = h1.shape[1], z.dtype.type(0.5), z.dtype.type(1)
    for row in range(z.shape[0]):
        gates = z[row]
        for k in range(4 * units):
            steep = one if 2 * units <= k < 3 * units else half  # sigmoid is a tanh, but for g
            gates[k] = steep * tanh(steep * gates[k]) + (one - steep)
        before, after = c0[row], c1[row]
        for k in range(units):
            after[k] = gates[units + k] * before[k] + gates[k] * gates[2 * units + k]
    squashed, cells = tanh_c.reshape(-1), c1.reshape(-1)
    for k in range(cells.size):
        squashed[k] = tanh(cells[k])
    for row in range(z.shape[0]):
        o, inside, out = z[row, 3 * units:], tanh_c[row], h1[row]
        for k in range(units):
            out[k] = o[k] * inside[k]


@kernel
def lstm_step_back(gates: Array, c0: Array, tanh_c: Array, dh: Array, dc: Array, dz: Array) -> None:
    """``dz`` and the cells' slope before the step from the slopes ``dh`` and ``dc`` after it; dc is overwritten.

    gates, dz: ``(batch, 4 · units)``; all others ``(batch, units)``.
    """
    units, one = dh.shape[1], dh.dtype.type(1)
    for row in range(dh.shape[0]):
        i, f = gates[row, :units], gates[row, units:2 * units]
        g, o = gates[row, 2 * units:3 * units], gates[row, 3 * units:]
        slope, cell, before, t = dh[row], dc[row], c0[row], tanh_c[row]
        di, df = dz[row, :units], dz[row, units:2 * units]
        dg, do = dz[row, 2 * units:3 * units], dz[row, 3 * units:]
        for k in range(units):
            do[k] = slope[k] * t[k] * o[k] * (one - o[k])
        for k in range(units):
            cell[k] += slope[k] * o[k] * (one - t[k] * t[k])
        for k in range(units):
            di[k] = cell[k] * g[k] * i[k] * (one - i[k])
        for k in range(units):
            dg[k] = cell[k] * i[k] * (one - g[k] * g[k])
        for k in range(units):
            df[k] = cell[k] * before[k] * f[k] * (one - f[k])
        for k in range(units):
            cell[k] *= f[k]


@kernel
def gru_step(z: Array, inner: Array, h0: Array, h1: Array) -> None:
    """``h1 = u · h0 + (1 - u) · g`` with the gates ``u, r`` of ``z + inner`` and ``g = tanh(z + r · inner)``.

    z: what the inputs add up to, ``(batch, 3 · units)``; afterwards the gates. inner: what the state adds up to, of the
    same shape. h0, h1: ``(batch, units)``.
    """
    units, one = h1.shape[1], h1.dtype.type(1)
    for row in range(z.shape[0]):
        add_to(z[row, :2 * units], inner[row, :2 * units])
        open_gate(z[row, :2 * units])
        u, r, g = z[row, :units], z[row, units:2 * units], z[row, 2 * units:]
        more, before, out = inner[row, 2 * units:], h0[row], h1[row]
        for k in range(units):
            g[k] = tanh(g[k] + r[k] * more[k])
        for k in range(units):
            out[k] = u[k] * before[k] + (one - u[k]) * g[k]


@kernel
def gru_step_back(gates: Array, inner: Array, h0: Array, dh: Array, dz: Array, dinner: Array) -> None:
    """``dz`` and ``dinner`` from the slope ``dh`` after the step; dh becomes that part of the slope before it which
    does not go through the step's product.

    gates, inner, dz, dinner: ``(batch, 3 · units)``; h0, dh: ``(batch, units)``.
    """
    units, one = dh.shape[1], dh.dtype.type(1)
    for row in range(dh.shape[0]):
        u, r, g = gates[row, :units], gates[row, units:2 * units], gates[row, 2 * units:]
        more, before, slope = inner[row, 2 * units:], h0[row], dh[row]
        du, dr, dg = dz[row, :units], dz[row, units:2 * units], dz[row, 2 * units:]
        for k in range(units):
            du[k] = slope[k] * (before[k] - g[k]) * u[k] * (one - u[k])
        for k in range(units):
            dg[k] = slope[k] * (one - u[k]) * (one - g[k] * g[k])
        for k in range(units):
            dr[k] = dg[k] * more[k] * r[k] * (one - r[k])
        for k in range(units):
            slope[k] *= u[k]
        dinner[row, :2 * units] = dz[row, :2 * units]
        last = dinner[row, 2 * units:]
        for k in range(units):
            last[k] = dg[k] * r[k]
