"""``keras.ops``: reductions along axes. axis: one, several, or all by default. keepdims: they stay, with length 1."""

from typing import Any

import numpy as np

from engine import backend
from engine.backend.tensor import apply, raw
from engine.errors import fail
from engine.ops.arithmetic import divide, multiply, subtract, where
from engine.ops.dtypes import as_float, convert, promote, promote_floats
from engine.ops.indexing import sort, take_along_axis
from engine.typing import Array


def _summable(x: Any) -> Any:
    """``x`` with a dtype that holds sums: int32 for booleans and short integers."""
    x = convert(x)
    if x.dtype.kind in "bi" and x.dtype.itemsize < 4:
        return x.astype("int32")
    return x.astype("uint32") if x.dtype.kind == "u" and x.dtype.itemsize < 4 else x


def _axes(x: Any, axis: Any) -> tuple[int, ...]:
    """The axes to reduce, counted from the first."""
    rank = np.ndim(raw(x))
    axes = range(rank) if axis is None else axis if isinstance(axis, tuple | list) else (axis,)
    return tuple(n % rank for n in axes)


def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum."""
    x = _summable(x)
    y = backend.sum(x, axis, keepdims)
    return y.astype(x.dtype) if x.dtype.kind in "iu" else y


def prod(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
    """The product; the derivative with respect to an element is the product of the others."""
    x = _summable(x) if dtype is None else convert(x, dtype)
    if x.dtype.kind in "iu":
        return np.prod(x, axis=_axes(x, axis), keepdims=keepdims, dtype=x.dtype)
    y = x
    for n in sorted(_axes(x, axis), reverse=True):
        y = backend.prod(y, n, keepdims)
    return y


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean, a float also for integers."""
    return backend.mean(as_float(x), axis, keepdims)


def var(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean squared distance from the mean."""
    return backend.var(as_float(x), axis, keepdims)


def std(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The standard deviation."""
    return backend.std(as_float(x), axis, keepdims)


def moments(x: Any, axes: Any, keepdims: bool = False, synchronized: bool = False) -> tuple[Any, Any]:
    """The mean and the variance. synchronized: must be False, as there is one device."""
    if synchronized:
        raise fail("not_supported", "synchronized", argument="synchronized", expected=False, value=synchronized)
    return mean(x, axes, keepdims), var(x, axes, keepdims)


def average(x: Any, axis: Any = None, weights: Any = None) -> Any:
    """The mean, weighted if ``weights`` are given: of the shape of x, or of the length of the axis."""
    if weights is None:
        return mean(x, axis)
    x, weights = promote_floats(x, weights)
    if np.ndim(raw(weights)) == 1 and axis is not None:
        shape = [1] * np.ndim(raw(x))
        shape[axis] = -1
        weights = backend.reshape(weights, shape)
    total = backend.sum(weights * np.ones(np.shape(raw(x)), x.dtype), axis)
    return divide(backend.sum(multiply(x, weights), axis), total)


def _bounded(y: Any, initial: Any, bound: Any) -> Any:
    return y if initial is None else bound(*promote(y, initial))


def max(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
    """The maximum; equal maxima share the gradient. initial: a value that the maximum is never below."""
    return _bounded(backend.max(convert(x), axis, keepdims), initial, backend.maximum)


def min(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
    """The minimum; equal minima share the gradient. initial: a value that the minimum is never above."""
    return _bounded(backend.min(convert(x), axis, keepdims), initial, backend.minimum)


def ptp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The maximum minus the minimum."""
    return subtract(max(x, axis, keepdims), min(x, axis, keepdims))


def quantile(x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
    """The values below which the shares ``q``, from 0 to 1, of all values lie; linear between two values.

    q: one share, or an array of them, whose axis then comes first. Other methods: lower, higher, nearest, midpoint.
    The gradient goes to the values between which the quantile lies.
    """
    x, shares = as_float(x), np.asarray(raw(convert(q)), "float64")
    axes, rank = _axes(x, axis), np.ndim(raw(x))
    others = [n for n in range(rank) if n not in axes]
    shape = np.shape(raw(x))
    rows = backend.reshape(backend.permute_dimensions(x, [*others, *axes]), (*[shape[n] for n in others], -1))
    ordered = sort(rows)
    position = shares * (np.shape(raw(ordered))[-1] - 1)
    low, high, weight = _neighbours(position, method)
    values = [_at(ordered, index, rank - len(axes)) for index in (low, high)]
    weight = np.asarray(weight, x.dtype).reshape(shares.shape + (1,) * len(others))
    y = multiply(values[0], 1 - weight) + multiply(values[1], weight)
    if not keepdims:
        return y
    return backend.reshape(y, (*shares.shape, *[1 if n in axes else shape[n] for n in range(rank)]))


def _neighbours(position: Array, method: str) -> tuple[Array, Array, Array]:
    """The ordered indices between which a position lies, and the weight of the second."""
    low, high = np.floor(position).astype(int), np.ceil(position).astype(int)
    match method:
        case "linear":
            return low, high, position - low
        case "lower":
            return low, low, position * 0
        case "higher":
            return high, high, position * 0
        case "midpoint":
            return low, high, (high - low) / 2
        case "nearest":
            nearest = np.round(position).astype(int)
            return nearest, nearest, position * 0
    raise fail("not_a_choice", "method", argument="method", value=method, hint="",
               choices="linear, lower, higher, midpoint, nearest")


def _at(ordered: Any, index: Array, rank: int) -> Any:
    """The elements at these indices of the last axis, which becomes the first axes."""
    y = take_along_axis(ordered, np.broadcast_to(index.reshape(-1), (*np.shape(raw(ordered))[:-1], index.size)), -1)
    moved = backend.permute_dimensions(y, [rank, *range(rank)])
    return backend.reshape(moved, (*index.shape, *np.shape(raw(moved))[1:]))


def percentile(x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
    """:func:`quantile` for shares ``q`` from 0 to 100."""
    return quantile(x, np.asarray(raw(convert(q)), "float64") / 100, axis, method, keepdims)


def median(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The middle value, or the mean of the two in the middle, to which the gradient goes."""
    return quantile(x, 0.5, axis, keepdims=keepdims)


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """``log Σ eˣ``, without overflow."""
    return backend.logsumexp(as_float(x), axis, keepdims)


def cumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """The running sum along an axis, or over the flattened array by default."""
    x = convert(x, "int32" if dtype is None and convert(x).dtype == bool else dtype)
    x, axis = (backend.flatten(x), 0) if axis is None else (x, axis)
    y = backend.cumsum(x, axis)
    return y.astype(x.dtype) if x.dtype.kind in "iu" else y


def cumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """The running product along an axis, or over the flattened array by default."""
    x = convert(x, "int32" if dtype is None and convert(x).dtype == bool else dtype)
    x, axis = (backend.flatten(x), 0) if axis is None else (x, axis % np.ndim(raw(x)))
    items = [x[(slice(None),) * axis + (i,)] for i in range(np.shape(raw(x))[axis])]
    for i in range(1, len(items)):
        items[i] = multiply(items[i - 1], items[i])
    return backend.stack([convert(item, x.dtype) for item in items], axis)


def any(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether one element is true."""
    return backend.any(convert(x), axis, keepdims)


def all(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether all elements are true."""
    return backend.all(convert(x), axis, keepdims)


def count_nonzero(x: Any, axis: Any = None) -> Any:
    """The number of elements that are not 0."""
    data = raw(convert(x))
    return np.asarray(np.count_nonzero(data, axis=_axes(data, axis)), "int32")


def _without_nan(x: Any, value: float) -> tuple[Any, Array]:
    """The floats of x with ``value`` for nan, and which elements are not nan."""
    x = as_float(x)
    is_number = ~np.isnan(raw(x))
    return where(is_number, x, np.asarray(value, x.dtype)), is_number


def nansum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum of all elements but nan."""
    return sum(x, axis, keepdims) if convert(x).dtype.kind != "f" else sum(_without_nan(x, 0)[0], axis, keepdims)


def nanmean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean of all elements but nan."""
    values, is_number = _without_nan(x, 0)
    with np.errstate(all="ignore"):
        count = np.sum(is_number, _axes(values, axis), values.dtype, keepdims=keepdims)
        return divide(sum(values, axis, keepdims), count)


def nanmax(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The maximum of all elements but nan."""
    return max(_without_nan(x, -np.inf)[0], axis, keepdims)


def nanmin(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The minimum of all elements but nan."""
    return min(_without_nan(x, np.inf)[0], axis, keepdims)


def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of the diagonal of two axes."""
    x = _summable(x)
    data = np.asarray(raw(x))

    def pullback(dy: Array) -> Array:
        dx = np.zeros(data.shape, dy.dtype)
        rows, columns = data.shape[axis1], data.shape[axis2]
        np.moveaxis(dx, (axis1, axis2), (-2, -1))[...] = np.asarray(dy)[..., None, None] * np.eye(rows, columns, offset)
        return dx

    return apply(np.trace(data, offset, axis1, axis2, dtype=data.dtype), (x, pullback))
