"""Optimizer updates in one pass over the weights; NumPy passes over memory once per operation.

All arrays are flat, of one length and type. Scalars are converted to that type first: a float64 scalar would widen
every operation.
"""

from math import sqrt

from engine.kernels.runtime.jit import Array, kernel


@kernel
def sgd(w: Array, g: Array, rate: float) -> None:
    """``w -= rate · g``."""
    rate = w.dtype.type(rate)
    for i in range(w.size):
        w[i] -= rate * g[i]


@kernel
def sgd_momentum(w: Array, g: Array, m: Array, rate: float, momentum: float, nesterov: bool) -> None:
    """``m = momentum · m - rate · g``; ``w += m``, or with nesterov ``w += momentum · m - rate · g``."""
    rate, momentum = w.dtype.type(rate), w.dtype.type(momentum)
    if nesterov:
        for i in range(w.size):
            step = rate * g[i]
            m[i] = momentum * m[i] - step
            w[i] += momentum * m[i] - step
    else:
        for i in range(w.size):
            m[i] = momentum * m[i] - rate * g[i]
            w[i] += m[i]


@kernel
def rmsprop(w: Array, g: Array, v: Array, rate: float, rho: float, epsilon: float) -> None:
    """``v = rho · v + (1 - rho) · g²``; ``w -= rate · g / √(v + epsilon)``."""
    number = w.dtype.type
    rate, one_minus_rho, rho, epsilon = number(rate), number(1 - rho), number(rho), number(epsilon)
    for i in range(w.size):
        v[i] = rho * v[i] + one_minus_rho * g[i] * g[i]
        w[i] -= rate * g[i] / sqrt(v[i] + epsilon)


@kernel
def adam(
    w: Array, g: Array, m: Array, v: Array, step_size: float, m_rate: float, v_rate: float, epsilon: float
) -> None:
    """``m += m_rate · (g - m)``, ``v += v_rate · (g² - v)``; ``w -= step_size · m / (√v + epsilon)``.

    m_rate: ``1 - beta_1``. v_rate: ``1 - beta_2``. step_size: the learning rate with the bias correction.
    """
    number = w.dtype.type
    step_size, m_rate, v_rate, epsilon = number(step_size), number(m_rate), number(v_rate), number(epsilon)
    for i in range(w.size):
        m[i] += m_rate * (g[i] - m[i])
        v[i] += v_rate * (g[i] * g[i] - v[i])
        w[i] -= step_size * m[i] / (sqrt(v[i]) + epsilon)


@kernel
def adadelta(w: Array, g: Array, a: Array, d: Array, rate: float, rho: float, epsilon: float) -> None:
    """``a = rho · a + (1 - rho) · g²``; ``w -= rate · step`` with ``step = √(d + epsilon) / √(a + epsilon) · g``, and
    ``d = rho · d + (1 - rho) · step²``."""
    number = w.dtype.type
    rate, one_minus_rho, rho, epsilon = number(rate), number(1 - rho), number(rho), number(epsilon)
    for i in range(w.size):
        a[i] = rho * a[i] + one_minus_rho * g[i] * g[i]
        step = sqrt(d[i] + epsilon) * g[i] / sqrt(a[i] + epsilon)
        d[i] = rho * d[i] + one_minus_rho * step * step
        w[i] -= rate * step


@kernel
def rmsprop_from_squares(
    w: Array, g: Array, squares: Array, v: Array, rate: float, rho: float, epsilon: float
) -> None:
    """:func:`rmsprop` with ``squares`` in place of ``g²``."""
    number = w.dtype.type
    rate, one_minus_rho, rho, epsilon = number(rate), number(1 - rho), number(rho), number(epsilon)
    for i in range(w.size):
        v[i] = rho * v[i] + one_minus_rho * squares[i]
        w[i] -= rate * g[i] / sqrt(v[i] + epsilon)


@kernel
def adam_from_squares(
    w: Array, g: Array, squares: Array, m: Array, v: Array, step_size: float, m_rate: float, v_rate: float,
    epsilon: float
) -> None:
    """:func:`adam` with ``squares`` in place of ``g²``."""
    number = w.dtype.type
    step_size, m_rate, v_rate, epsilon = number(step_size), number(m_rate), number(v_rate), number(epsilon)
    for i in range(w.size):
        m[i] += m_rate * (g[i] - m[i])
        v[i] += v_rate * (squares[i] - v[i])
        w[i] -= step_size * m[i] / (sqrt(v[i]) + epsilon)
