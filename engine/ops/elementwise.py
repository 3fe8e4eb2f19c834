"""``keras.ops``: functions of each element. Integers become float32 where the result is not an integer."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine import backend
from engine.backend.tensor import apply, raw
from engine.backend.trained_weights import differentiating
from engine.ops.dtypes import as_float, convert
from engine.typing import Array


def _of_floats(x: Any, function: Callable[[Array], Array], derivative: Callable[[Array, Array], Array]) -> Any:
    """Apply a function to floats. derivative: ``derivative(x, y)`` is that at x, where ``y = function(x)``."""
    x = as_float(x)
    data = np.asarray(raw(x))
    with np.errstate(all="ignore"):
        y = function(data)

    def pullback(dy: Array) -> Array:
        with np.errstate(all="ignore"):
            return dy * derivative(data, y)

    return apply(y, (x, pullback))


def abs(x: Any) -> Any:
    """``|x|``; the gradient at 0 is 0."""
    return backend.abs(convert(x))


def negative(x: Any) -> Any:
    """``-x``."""
    x = convert(x)
    return apply(np.negative(raw(x)), (x, np.negative))


def sign(x: Any) -> Any:
    """-1, 0 or 1; its gradient is 0."""
    x = convert(x)
    return apply(np.sign(raw(x)), (x, np.zeros_like))


def square(x: Any) -> Any:
    """``x²``."""
    x = convert(x)
    return backend.square(x.astype("int32") if x.dtype == bool else x)


def sqrt(x: Any) -> Any:
    """``√x``, nan below 0; the gradient at 0 is 0."""
    return _of_floats(x, np.sqrt, lambda x, y: np.where(y == 0, y.dtype.type(0), y.dtype.type(0.5) / y))


def rsqrt(x: Any) -> Any:
    """``1 / √x``."""
    return _of_floats(x, lambda x: 1 / np.sqrt(x), lambda x, y: x.dtype.type(-0.5) * y / x)


def cbrt(x: Any) -> Any:
    """The cube root."""
    return _of_floats(x, np.cbrt, lambda x, y: 1 / (3 * y * y))


def reciprocal(x: Any) -> Any:
    """``1 / x``."""
    return _of_floats(x, lambda x: 1 / x, lambda x, y: -y * y)


def exp(x: Any) -> Any:
    """``eˣ``."""
    return _of_floats(x, np.exp, lambda x, y: y)


def exp2(x: Any) -> Any:
    """``2ˣ``."""
    return _of_floats(x, np.exp2, lambda x, y: y * x.dtype.type(np.log(2)))


def expm1(x: Any) -> Any:
    """``eˣ - 1``, accurate also for small ``x``."""
    return _of_floats(x, np.expm1, lambda x, y: y + 1)


def log(x: Any) -> Any:
    """The natural logarithm."""
    return _of_floats(x, np.log, lambda x, y: 1 / x)


def log2(x: Any) -> Any:
    """The logarithm to the base 2."""
    return _of_floats(x, np.log2, lambda x, y: 1 / (x * x.dtype.type(np.log(2))))


def log10(x: Any) -> Any:
    """The logarithm to the base 10."""
    return _of_floats(x, np.log10, lambda x, y: 1 / (x * x.dtype.type(np.log(10))))


def log1p(x: Any) -> Any:
    """``log(1 + x)``, accurate also for small ``x``."""
    return _of_floats(x, np.log1p, lambda x, y: 1 / (1 + x))


def sin(x: Any) -> Any:
    """The sine of ``x`` in radians."""
    return _of_floats(x, np.sin, lambda x, y: np.cos(x))


def cos(x: Any) -> Any:
    """The cosine of ``x`` in radians."""
    return _of_floats(x, np.cos, lambda x, y: -np.sin(x))


def tan(x: Any) -> Any:
    """The tangent of ``x`` in radians."""
    return _of_floats(x, np.tan, lambda x, y: 1 + y * y)


def arcsin(x: Any) -> Any:
    """The inverse sine, in radians."""
    return _of_floats(x, np.arcsin, lambda x, y: 1 / np.sqrt(1 - x * x))


def arccos(x: Any) -> Any:
    """The inverse cosine, in radians."""
    return _of_floats(x, np.arccos, lambda x, y: -1 / np.sqrt(1 - x * x))


def arctan(x: Any) -> Any:
    """The inverse tangent, in radians."""
    return _of_floats(x, np.arctan, lambda x, y: 1 / (1 + x * x))


def sinh(x: Any) -> Any:
    """The hyperbolic sine."""
    return _of_floats(x, np.sinh, lambda x, y: np.cosh(x))


def cosh(x: Any) -> Any:
    """The hyperbolic cosine."""
    return _of_floats(x, np.cosh, lambda x, y: np.sinh(x))


def arcsinh(x: Any) -> Any:
    """The inverse hyperbolic sine."""
    return _of_floats(x, np.arcsinh, lambda x, y: 1 / np.sqrt(x * x + 1))


def arccosh(x: Any) -> Any:
    """The inverse hyperbolic cosine."""
    return _of_floats(x, np.arccosh, lambda x, y: 1 / np.sqrt(x * x - 1))


def arctanh(x: Any) -> Any:
    """The inverse hyperbolic tangent."""
    return _of_floats(x, np.arctanh, lambda x, y: 1 / (1 - x * x))


def deg2rad(x: Any) -> Any:
    """Degrees in radians."""
    return _of_floats(x, np.deg2rad, lambda x, y: x.dtype.type(np.pi / 180))


def rad2deg(x: Any) -> Any:
    """Radians in degrees."""
    return _of_floats(x, np.rad2deg, lambda x, y: x.dtype.type(180 / np.pi))


def erf(x: Any) -> Any:
    """``2/√π · ∫ e^(-t²) dt`` from 0 to ``x``."""
    def integral(x: Array) -> Array:
        return np.array([math.erf(value) for value in np.ravel(x)], x.dtype).reshape(x.shape)

    return _of_floats(x, integral, lambda x, y: x.dtype.type(2 / np.sqrt(np.pi)) * np.exp(-x * x))


def floor(x: Any) -> Any:
    """The largest integer at most ``x``, without gradient."""
    return np.floor(raw(as_float(x)))


def ceil(x: Any) -> Any:
    """The smallest integer at least ``x``, without gradient."""
    return np.ceil(raw(as_float(x)))


def trunc(x: Any) -> Any:
    """``x`` without its fraction; there is no gradient."""
    x = convert(x)
    return np.trunc(raw(x)) if x.dtype.kind == "f" else x


def round(x: Any, decimals: int = 0) -> Any:
    """The nearest number with so many decimals (halves to the even one); there is no gradient."""
    x = convert(x)
    x = as_float(x) if x.dtype.kind == "b" else x
    return np.round(raw(x), decimals)


def clip(x: Any, x_min: Any, x_max: Any) -> Any:
    """``x`` limited to an interval; the gradient outside of it is 0."""
    x = convert(x)
    low, high = (bound if bound is None else np.asarray(raw(convert(bound)), x.dtype) for bound in (x_min, x_max))
    return backend.clip(x, low, high)


def nan_to_num(x: Any, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Any:
    """Replace nan and infinities by numbers (by default 0 and the largest of the dtype); their gradient is 0."""
    x = convert(x)
    data = np.asarray(raw(x))
    y = np.nan_to_num(data, nan=nan, posinf=posinf, neginf=neginf)
    return apply(y, (x, lambda dy: np.where(np.isfinite(data), dy, np.zeros_like(dy))))


def cast(x: Any, dtype: Any) -> Any:
    """``x`` as another dtype; integers and booleans have no gradient."""
    return backend.cast(convert(x), dtype)


def copy(x: Any) -> Any:
    """A copy of ``x``."""
    x = convert(x)
    return apply(np.array(raw(x)), (x, lambda dy: dy))


def stop_gradient(variable: Any) -> Any:
    """``variable`` as a constant, through which no gradient flows."""
    with differentiating(None):
        return raw(convert(variable))
