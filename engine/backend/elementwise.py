"""Element-wise functions: roots, powers, logarithms, clipping and the usual activations."""

from typing import Any

import numpy as np

from engine.backend.config import floatx
from engine.backend.tensor import add, apply, multiply, pair, raw, unbroadcast
from engine.backend.traced_tensor import implements, not_differentiable
from engine.backend.trained_weights import differentiating


@implements(np.absolute)
def abs(x: Any) -> Any:
    """``|x|``; the gradient at 0 is 0."""
    data = raw(x)
    return apply(np.abs(data), (x, lambda dy: dy * np.sign(data)))


@implements(np.square)
def square(x: Any) -> Any:
    """``x²``."""
    data = raw(x)
    return apply(np.square(data), (x, lambda dy: dy * 2 * data))


@implements(np.sqrt)
def sqrt(x: Any) -> Any:
    """``√x``, and 0 for negative values, as in Keras 2's backend."""
    y = np.sqrt(np.maximum(raw(x), 0))
    return apply(y, (x, lambda dy: np.divide(dy, 2 * y, out=np.zeros_like(y), where=y > 0)))


@implements(np.exp)
def exp(x: Any) -> Any:
    """``eˣ``."""
    y = np.exp(raw(x))
    return apply(y, (x, lambda dy: dy * y))


@implements(np.log)
def log(x: Any) -> Any:
    """The natural logarithm."""
    data = raw(x)
    return apply(np.log(data), (x, lambda dy: dy / data))


@implements(np.log1p)
def log1p(x: Any) -> Any:
    """``log(1 + x)``, accurate also for tiny ``x``."""
    data = raw(x)
    return apply(np.log1p(data), (x, lambda dy: dy / (1 + data)))


@implements(np.sin)
def sin(x: Any) -> Any:
    """The sine of ``x`` in radians."""
    data = raw(x)
    return apply(np.sin(data), (x, lambda dy: dy * np.cos(data)))


@implements(np.cos)
def cos(x: Any) -> Any:
    """The cosine of ``x`` in radians."""
    data = raw(x)
    return apply(np.cos(data), (x, lambda dy: -dy * np.sin(data)))


@implements(np.sign)
def sign(x: Any) -> Any:
    """-1, 0 or 1; its gradient is 0."""
    data = raw(x)
    return apply(np.sign(data), (x, np.zeros_like))


@implements(np.rint, np.round)
@not_differentiable
def round(x: Any) -> Any:
    """The nearest integer (halves to the even one); without gradient."""
    return np.round(raw(x))


@implements(np.floor)
@not_differentiable
def floor(x: Any) -> Any:
    """The largest integer at most ``x``; without gradient."""
    return np.floor(raw(x))


@implements(np.ceil)
@not_differentiable
def ceil(x: Any) -> Any:
    """The smallest integer at least ``x``; without gradient."""
    return np.ceil(raw(x))


@implements(np.maximum)
def maximum(x: Any, y: Any) -> Any:
    """The larger of two values; if they are equal, the gradient goes to the first."""
    a, b = pair(x, y)
    first = np.greater_equal(a, b)
    return apply(
        np.maximum(a, b),
        (x, lambda dy: unbroadcast(np.where(first, dy, 0).astype(dy.dtype), a)),
        (y, lambda dy: unbroadcast(np.where(first, 0, dy).astype(dy.dtype), b)),
    )


@implements(np.minimum)
def minimum(x: Any, y: Any) -> Any:
    """The smaller of two values; if they are equal, the gradient goes to the first."""
    a, b = pair(x, y)
    first = np.less_equal(a, b)
    return apply(
        np.minimum(a, b),
        (x, lambda dy: unbroadcast(np.where(first, dy, 0).astype(dy.dtype), a)),
        (y, lambda dy: unbroadcast(np.where(first, 0, dy).astype(dy.dtype), b)),
    )


@implements(np.clip)
def clip(x: Any, min_value: Any = None, max_value: Any = None) -> Any:
    """``x`` limited to an interval; the gradient outside of it is 0."""
    data = raw(x)
    low = -np.inf if min_value is None else raw(min_value)
    high = np.inf if max_value is None else raw(max_value)
    return apply(np.clip(data, low, high), (x, lambda dy: dy * ((data >= low) & (data <= high))))


def sigmoid(x: Any) -> Any:
    """``1 / (1 + e⁻ˣ)``."""
    data = raw(x)
    small = np.exp(-np.abs(data))
    y = np.where(np.greater_equal(data, 0), 1, small) / (1 + small)
    return apply(y, (x, lambda dy: dy * y * (1 - y)))


def hard_sigmoid(x: Any) -> Any:
    """``0.2 · x + 0.5``, limited to [0, 1], as in Keras 2; ``keras.ops.hard_sigmoid`` divides by 6."""
    return clip(add(multiply(x, 0.2), 0.5), 0.0, 1.0)


@implements(np.tanh)
def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    y = np.tanh(raw(x))
    return apply(y, (x, lambda dy: dy * (1 - y * y)))


def relu(x: Any, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """``min(x, max_value)`` for ``x ≥ threshold``, else ``alpha · (x - threshold)``."""
    data = raw(x)
    top = np.inf if max_value is None else max_value
    y = np.minimum(np.where(data >= threshold, data, alpha * (data - threshold)), top)
    derivative = np.where(data > threshold, 1.0, alpha) * (np.asarray(data) < top)
    return apply(y.astype(np.asarray(data).dtype), (x, lambda dy: (dy * derivative).astype(dy.dtype)))


def elu(x: Any, alpha: float = 1.0) -> Any:
    """``x`` above 0, else ``alpha · (eˣ - 1)``."""
    data = raw(x)
    below = alpha * np.expm1(np.minimum(data, 0))
    return apply(np.where(data > 0, data, below), (x, lambda dy: dy * np.where(data > 0, 1, below + alpha)))


def softplus(x: Any) -> Any:
    """``log(1 + eˣ)``, without overflow."""
    data = raw(x)
    y = np.log1p(np.exp(-np.abs(data))) + np.maximum(data, 0)
    return apply(y, (x, lambda dy: dy * sigmoid(data)))


def softsign(x: Any) -> Any:
    """``x / (1 + |x|)``."""
    data = raw(x)
    return apply(data / (1 + np.abs(data)), (x, lambda dy: dy / np.square(1 + np.abs(data))))


@implements(np.astype)
def cast(x: Any, dtype: Any) -> Any:
    """``x`` as another type; integers and booleans have no gradient."""
    data = np.asarray(raw(x))
    y = data.astype(dtype)
    is_differentiable = y.dtype.kind == "f" and data.dtype.kind == "f"
    return apply(y, (x, lambda dy: dy.astype(data.dtype))) if is_differentiable else apply(y)


def cast_to_floatx(x: Any) -> Any:
    """``x`` as float32."""
    return cast(x, floatx())


@not_differentiable
def stop_gradient(x: Any) -> Any:
    """``x`` as a constant, through which no gradient flows."""
    with differentiating(None):
        return raw(x)
