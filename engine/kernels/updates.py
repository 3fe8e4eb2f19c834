"""Optimizer updates in one pass over the weights, where NumPy would walk through memory once an operation.

All arrays are flat vectors of one length and type. Numbers come as Python floats and are made of that type first: a
float64 beside a float32 would widen every operation.
"""

from math import sqrt

from engine.kernels.jit import Array, kernel


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
            pull = rate * g[i]
            m[i] = momentum * m[i] - pull
            w[i] += momentum * m[i] - pull
    else:
        for i in range(w.size):
            m[i] = momentum * m[i] - rate * g[i]
            w[i] += m[i]


@kernel
def rmsprop(w: Array, g: Array, v: Array, rate: float, rho: float, epsilon: float) -> None:
    """``v = rho · v + (1 - rho) · g²``; ``w -= rate · g / √(v + epsilon)``."""
    number = w.dtype.type
    rate, fresh, rho, epsilon = number(rate), number(1 - rho), number(rho), number(epsilon)
    for i in range(w.size):
        v[i] = rho * v[i] + fresh * g[i] * g[i]
        w[i] -= rate * g[i] / sqrt(v[i] + epsilon)


@kernel
def adam(
    w: Array, g: Array, m: Array, v: Array, alpha: float, fresh_1: float, fresh_2: float, epsilon: float
) -> None:
    """``m += fresh_1 · (g - m)``, ``v += fresh_2 · (g² - v)``; ``w -= alpha · m / (√v + epsilon)``."""
    number = w.dtype.type
    alpha, fresh_1, fresh_2, epsilon = number(alpha), number(fresh_1), number(fresh_2), number(epsilon)
    for i in range(w.size):
        m[i] += fresh_1 * (g[i] - m[i])
        v[i] += fresh_2 * (g[i] * g[i] - v[i])
        w[i] -= alpha * m[i] / (sqrt(v[i]) + epsilon)


@kernel
def adadelta(w: Array, g: Array, a: Array, d: Array, rate: float, rho: float, epsilon: float) -> None:
    """``a = rho · a + (1 - rho) · g²``; ``w -= rate · move`` with ``move = √(d + epsilon) / √(a + epsilon) · g``, and
    ``d = rho · d + (1 - rho) · move²``."""
    number = w.dtype.type
    rate, fresh, rho, epsilon = number(rate), number(1 - rho), number(rho), number(epsilon)
    for i in range(w.size):
        a[i] = rho * a[i] + fresh * g[i] * g[i]
        move = sqrt(d[i] + epsilon) * g[i] / sqrt(a[i] + epsilon)
        d[i] = rho * d[i] + fresh * move * move
        w[i] -= rate * move


@kernel
def rmsprop_of_squares(
    w: Array, g: Array, squares: Array, v: Array, rate: float, rho: float, epsilon: float
) -> None:
    """As :func:`rmsprop`, with ``squares`` in the place of ``g²``."""
    number = w.dtype.type
    rate, fresh, rho, epsilon = number(rate), number(1 - rho), number(rho), number(epsilon)
    for i in range(w.size):
        v[i] = rho * v[i] + fresh * squares[i]
        w[i] -= rate * g[i] / sqrt(v[i] + epsilon)


@kernel
def adam_of_squares(
    w: Array, g: Array, squares: Array, m: Array, v: Array, alpha: float, fresh_1: float, fresh_2: float, epsilon: float
) -> None:
    """As :func:`adam`, with ``squares`` in the place of ``g²``."""
    number = w.dtype.type
    alpha, fresh_1, fresh_2, epsilon = number(alpha), number(fresh_1), number(fresh_2), number(epsilon)
    for i in range(w.size):
        m[i] += fresh_1 * (g[i] - m[i])
        v[i] += fresh_2 * (squares[i] - v[i])
        w[i] -= alpha * m[i] / (sqrt(v[i]) + epsilon)
