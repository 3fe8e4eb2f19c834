"""``keras.ops``: functions of two arrays, element by element. Both arguments are converted to the result's dtype."""

from typing import Any

import numpy as np

from engine import backend
from engine.backend import tensor
from engine.backend.tensor import apply, raw, unbroadcast
from engine.ops.dtypes import convert, promote, promote_floats
from engine.typing import Array


def add(x1: Any, x2: Any) -> Any:
    """``x1 + x2``."""
    return tensor.add(*promote(x1, x2))


def subtract(x1: Any, x2: Any) -> Any:
    """``x1 - x2``."""
    return tensor.subtract(*promote(x1, x2))


def multiply(x1: Any, x2: Any) -> Any:
    """``x1 · x2``."""
    return tensor.multiply(*promote(x1, x2))


def divide(x1: Any, x2: Any) -> Any:
    """``x1 / x2``, a float also for integers."""
    with np.errstate(all="ignore"):
        return tensor.divide(*promote_floats(x1, x2))


def divide_no_nan(x1: Any, x2: Any) -> Any:
    """``x1 / x2``, and 0 where ``x2`` is 0; the gradient there is 0."""
    x1, x2 = promote_floats(x1, x2)
    is_zero = np.equal(raw(x2), 0)
    return backend.where(is_zero, 0.0, tensor.divide(x1, backend.where(is_zero, 1.0, x2)))


def floor_divide(x1: Any, x2: Any) -> Any:
    """``⌊x1 / x2⌋``, without gradient."""
    a, b = (np.asarray(raw(x)) for x in promote(x1, x2))
    with np.errstate(all="ignore"):
        return np.floor_divide(a, b)


def mod(x1: Any, x2: Any) -> Any:
    """The remainder of ``x1 / x2``, with the sign of ``x2``; the gradient of x2 is ``-⌊x1 / x2⌋``."""
    x1, x2 = promote(x1, x2)
    a, b = np.asarray(raw(x1)), np.asarray(raw(x2))
    with np.errstate(all="ignore"):
        y, quotient = np.mod(a, b), np.floor_divide(a, b)
    return apply(y, (x1, lambda dy: unbroadcast(dy, a)), (x2, lambda dy: unbroadcast(-dy * quotient, b)))


def power(x1: Any, x2: Any) -> Any:
    """``x1`` to the power ``x2``."""
    with np.errstate(all="ignore"):
        return tensor.pow(*promote(x1, x2))


def maximum(x1: Any, x2: Any) -> Any:
    """The larger of two values; if they are equal, the gradient goes to the first."""
    return backend.maximum(*promote(x1, x2))


def minimum(x1: Any, x2: Any) -> Any:
    """The smaller of two values; if they are equal, the gradient goes to the first."""
    return backend.minimum(*promote(x1, x2))


def arctan2(x1: Any, x2: Any) -> Any:
    """The angle of the point ``(x2, x1)``, in radians."""
    x1, x2 = promote_floats(x1, x2)
    a, b = np.asarray(raw(x1)), np.asarray(raw(x2))
    return apply(
        np.arctan2(a, b),
        (x1, lambda dy: unbroadcast(dy * b / (a * a + b * b), a)),
        (x2, lambda dy: unbroadcast(-dy * a / (a * a + b * b), b)),
    )


def hypot(x1: Any, x2: Any) -> Any:
    """``√(x1² + x2²)``; the gradient at 0 is 0."""
    x1, x2 = promote_floats(x1, x2)
    a, b = np.asarray(raw(x1)), np.asarray(raw(x2))
    y = np.hypot(a, b)

    def share(dy: Array, of: Array) -> Array:
        return unbroadcast(dy * np.divide(np.broadcast_to(of, y.shape), y, out=np.zeros_like(y), where=y > 0), of)

    return apply(y, (x1, lambda dy: share(dy, a)), (x2, lambda dy: share(dy, b)))


def logaddexp(x1: Any, x2: Any) -> Any:
    """``log(exp(x1) + exp(x2))``, without overflow."""
    x1, x2 = promote_floats(x1, x2)
    return tensor.add(backend.maximum(x1, x2), backend.softplus(tensor.negative(backend.abs(tensor.subtract(x1, x2)))))


# --- comparisons, without gradient ----------------------------------------------------------------------------------


def equal(x1: Any, x2: Any) -> Any:
    """Whether ``x1 == x2``."""
    return backend.equal(*promote(x1, x2))


def not_equal(x1: Any, x2: Any) -> Any:
    """Whether ``x1 != x2``."""
    return backend.not_equal(*promote(x1, x2))


def greater(x1: Any, x2: Any) -> Any:
    """Whether ``x1 > x2``."""
    return backend.greater(*promote(x1, x2))


def greater_equal(x1: Any, x2: Any) -> Any:
    """Whether ``x1 >= x2``."""
    return backend.greater_equal(*promote(x1, x2))


def less(x1: Any, x2: Any) -> Any:
    """Whether ``x1 < x2``."""
    return backend.less(*promote(x1, x2))


def less_equal(x1: Any, x2: Any) -> Any:
    """Whether ``x1 <= x2``."""
    return backend.less_equal(*promote(x1, x2))


def isclose(x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Whether ``|x1 - x2| <= atol + rtol · |x2|``."""
    a, b = map(raw, promote(x1, x2))
    return np.isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)


def allclose(x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Whether :func:`isclose` holds for all elements."""
    return np.all(isclose(x1, x2, rtol, atol, equal_nan))


def logical_and(x1: Any, x2: Any) -> Any:
    """Whether both are true."""
    return backend.logical_and(convert(x1), convert(x2))


def logical_or(x1: Any, x2: Any) -> Any:
    """Whether one of them is true."""
    return backend.logical_or(convert(x1), convert(x2))


def logical_xor(x1: Any, x2: Any) -> Any:
    """Whether exactly one of them is true."""
    return np.logical_xor(raw(convert(x1)), raw(convert(x2)))


def logical_not(x: Any) -> Any:
    """Whether it is false."""
    return backend.logical_not(convert(x))


def isnan(x: Any) -> Any:
    """Whether each element is nan."""
    return np.isnan(raw(convert(x)))


def isinf(x: Any) -> Any:
    """Whether each element is infinite."""
    return np.isinf(raw(convert(x)))


def isfinite(x: Any) -> Any:
    """Whether each element is neither nan nor infinite."""
    return np.isfinite(raw(convert(x)))


def where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """``x1`` where the condition holds, else ``x2``; without them, the indices where it holds, one array an axis."""
    if x1 is None or x2 is None:
        return tuple(index.astype("int32") for index in np.nonzero(raw(convert(condition))))
    return backend.where(raw(convert(condition)), *promote(x1, x2))


def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """Of each element the choice whose condition is the first to hold, else ``default``."""
    *choices, result = promote(*choicelist, default)
    for condition, choice in reversed(list(zip(condlist, choices, strict=True))):
        result = backend.where(raw(convert(condition)), choice, result)
    return result
