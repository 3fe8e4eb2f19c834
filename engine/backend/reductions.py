"""Reductions along axes: sums, means, extrema, variances and norms; and softmax."""

from typing import Any

import numpy as np

from engine.backend.config import epsilon, floatx
from engine.backend.elementwise import exp, log, maximum, sqrt, square
from engine.backend.softmax_warning import warn_of_single_values
from engine.backend.tensor import apply, divide, implements, raw, subtract
from engine.typing import Array


def _broadcast_back(dy: Array, like: Any, axis: Any, keepdims: bool) -> Array:
    """Broadcast ``dy``, the gradient of a reduction's result, to the shape of its argument ``like``."""
    if axis is not None and not keepdims:
        dy = np.expand_dims(dy, tuple(axis) if isinstance(axis, list) else axis)
    return np.broadcast_to(dy, np.shape(like))


def _axis(axis: Any) -> Any:
    return tuple(axis) if isinstance(axis, list) else axis


@implements(np.sum)
def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum along an axis, several, or all."""
    data = raw(x)
    total = np.sum(data, axis=_axis(axis), keepdims=keepdims)
    return apply(total, (x, lambda dy: _broadcast_back(dy, data, axis, keepdims)))


@implements(np.mean)
def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean along an axis, several, or all; True counts as 1."""
    data = np.asarray(raw(x))
    data = data.astype(floatx()) if data.dtype == bool else data
    y = np.mean(data, axis=_axis(axis), keepdims=keepdims)
    weight = np.size(y) / np.maximum(data.size, 1)
    return apply(y, (x, lambda dy: _broadcast_back(dy, data, axis, keepdims) * data.dtype.type(weight)))


@implements(np.prod)
def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The product along an axis or all; its derivative with respect to an element is the product of the others."""
    data = raw(x)

    def pullback(dy: Array) -> Array:
        flat = data.reshape(1, -1) if axis is None else np.moveaxis(data, axis, -1)
        others = np.repeat(flat[..., None, :], flat.shape[-1], axis=-2)
        others[..., np.arange(flat.shape[-1]), np.arange(flat.shape[-1])] = 1
        product = others.prod(axis=-1)
        product = product.reshape(data.shape) if axis is None else np.moveaxis(product, -1, axis)
        dx: Array = _broadcast_back(dy, data, axis, keepdims) * product
        return dx

    return apply(np.prod(data, axis=axis, keepdims=keepdims), (x, pullback))


def _max_or_min(x: Any, axis: Any, keepdims: bool, function: Any) -> Any:
    """The maximum or minimum; equal extrema share the gradient."""
    data = raw(x)
    extremum = function(data, axis=_axis(axis), keepdims=True)

    def pullback(dy: Array) -> Array:
        chosen = (data == extremum).astype(dy.dtype)
        dx: Array = _broadcast_back(dy, data, axis, keepdims) * chosen / chosen.sum(axis=_axis(axis), keepdims=True)
        return dx

    return apply(function(data, axis=_axis(axis), keepdims=keepdims), (x, pullback))


@implements(np.max)
def max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The maximum along an axis, several, or all."""
    return _max_or_min(x, axis, keepdims, np.max)


@implements(np.min)
def min(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The minimum along an axis, several, or all."""
    return _max_or_min(x, axis, keepdims, np.min)


@implements(np.var)
def var(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean squared distance from the mean."""
    centred = subtract(x, mean(x, axis=axis, keepdims=True))
    return mean(square(centred), axis=axis, keepdims=keepdims)


@implements(np.std)
def std(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The standard deviation."""
    return sqrt(var(x, axis=axis, keepdims=keepdims))


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """``log Σ eˣ``, without overflow."""
    top = np.max(raw(x), axis=_axis(axis), keepdims=True)
    total = log(sum(exp(subtract(x, top)), axis=axis, keepdims=keepdims))
    return total + (top if keepdims else np.squeeze(top, axis=_axis(axis)))


def softmax(x: Any, axis: Any = -1) -> Any:
    """``eˣ / Σ eˣ`` along an axis, or over several."""
    data = np.asarray(raw(x))
    warn_of_single_values(data.shape, axis)
    y = np.exp(data - data.max(axis=axis, keepdims=True))
    y /= y.sum(axis=axis, keepdims=True)
    return apply(y, (x, lambda dy: y * (dy - (dy * y).sum(axis=axis, keepdims=True))))


@implements(np.cumsum)
def cumsum(x: Any, axis: int = 0) -> Any:
    """The running sum along an axis."""
    return apply(
        np.cumsum(raw(x), axis=axis), (x, lambda dy: np.flip(np.cumsum(np.flip(dy, axis), axis=axis), axis))
    )


def l2_normalize(x: Any, axis: Any = None) -> Any:
    """``x / max(√(Σ x²), ε)`` along an axis."""
    length = sqrt(maximum(sum(square(x), axis=axis, keepdims=True), epsilon() ** 2))
    return divide(x, length)
