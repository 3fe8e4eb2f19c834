"""Functions that reshape, join and index arrays, and that create arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.backend.config import floatx
from engine.backend.tensor import apply, raw, unbroadcast
from engine.backend.traced_tensor import implements, not_differentiable, returns_tensor
from engine.typing import Array


@implements(np.shape)
def shape(x: Any) -> tuple[int, ...]:
    """The length of every axis."""
    return np.shape(raw(x))


def int_shape(x: Any) -> tuple[int, ...]:
    """The same as :func:`shape`."""
    return np.shape(raw(x))


@implements(np.ndim)
def ndim(x: Any) -> int:
    """The number of axes."""
    return np.ndim(raw(x))


@implements(np.size)
def size(x: Any) -> int:
    """The number of elements."""
    return int(np.size(raw(x)))


@implements(np.reshape)
def reshape(x: Any, shape: Any) -> Any:
    """The same elements in the same order with another shape; a length of -1 is inferred."""
    data = raw(x)
    return apply(np.reshape(data, shape), (x, lambda dy: np.reshape(dy, np.shape(data))))


def flatten(x: Any) -> Any:
    """All elements in one axis."""
    return reshape(x, (-1,))


def batch_flatten(x: Any) -> Any:
    """The elements of each sample in one axis: ``(batch, …)`` becomes ``(batch, features)``."""
    return reshape(x, (np.shape(raw(x))[0], -1))


@implements(np.expand_dims)
def expand_dims(x: Any, axis: int = -1) -> Any:
    """Insert an axis of length 1."""
    return apply(np.expand_dims(raw(x), axis), (x, lambda dy: np.squeeze(dy, axis)))


@implements(np.squeeze)
def squeeze(x: Any, axis: Any = None) -> Any:
    """Remove an axis of length 1, or all of them by default."""
    data = raw(x)
    return apply(np.squeeze(data, axis), (x, lambda dy: np.reshape(dy, np.shape(data))))


def permute_dimensions(x: Any, pattern: Sequence[int]) -> Any:
    """Reorder the axes."""
    return apply(np.transpose(raw(x), tuple(pattern)), (x, lambda dy: np.transpose(dy, np.argsort(pattern))))


@implements(np.transpose)
def transpose(x: Any, axes: Sequence[int] | None = None) -> Any:
    """Reverse the axes, or put them in the given order."""
    return permute_dimensions(x, range(np.ndim(raw(x)))[::-1] if axes is None else axes)


def concatenate(tensors: Sequence[Any], axis: int = -1) -> Any:
    """Join arrays along an axis."""
    arrays = [np.asarray(raw(x)) for x in tensors]
    ends = np.cumsum([a.shape[axis] for a in arrays])

    def pullback_of(i: int) -> Any:
        return lambda dy: np.split(dy, ends[:-1], axis=axis)[i]

    return apply(np.concatenate(arrays, axis=axis), *((x, pullback_of(i)) for i, x in enumerate(tensors)))


@implements(np.concatenate)
def _concatenate_as_numpy(arrays: Sequence[Any], axis: int = 0) -> Any:
    """Like :func:`concatenate`, but with NumPy's default axis."""
    return concatenate(arrays, axis)


@implements(np.stack)
def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Join arrays of one shape along a new axis."""

    def pullback_of(i: int) -> Any:
        return lambda dy: np.take(dy, i, axis=axis)

    return apply(np.stack([raw(a) for a in x], axis=axis), *((a, pullback_of(i)) for i, a in enumerate(x)))


@implements(np.tile)
def tile(x: Any, n: Any) -> Any:
    """Repeat the array along its axes. n: repeats of each axis or of the last ones; an integer is for the last axis."""
    data = np.asarray(raw(x))
    repeats = (n,) if isinstance(n, int) else tuple(n)
    repeats = (1,) * (data.ndim - len(repeats)) + repeats
    lengths = (1,) * (len(repeats) - data.ndim) + data.shape
    split_shape = [m for pair in zip(repeats, lengths, strict=True) for m in pair]

    def pullback(dy: Array) -> Array:
        summed: Array = dy.reshape(split_shape).sum(axis=tuple(range(0, len(split_shape), 2)))
        return summed.reshape(data.shape)

    return apply(np.tile(data, repeats), (x, pullback))


def repeat(x: Any, n: int) -> Any:
    """Repeat each sample ``n`` times: ``(batch, features)`` becomes ``(batch, n, features)``."""
    expanded = expand_dims(x, 1)
    data = raw(expanded)
    return apply(np.repeat(data, n, axis=1), (expanded, lambda dy: unbroadcast(dy, data)))


def repeat_elements(x: Any, rep: int, axis: int) -> Any:
    """Repeat each element ``rep`` times along an axis."""
    data = np.asarray(raw(x))
    axis = axis % data.ndim
    split_shape = (*data.shape[: axis + 1], rep, *data.shape[axis + 1 :])
    return apply(np.repeat(data, rep, axis=axis), (x, lambda dy: dy.reshape(split_shape).sum(axis=axis + 1)))


def gather(reference: Any, indices: Any) -> Any:
    """The rows of ``reference`` at these indices."""
    data, rows = raw(reference), np.asarray(raw(indices), dtype=np.intp)

    def pullback(dy: Array) -> Array:
        dx = np.zeros(np.shape(data), dtype=dy.dtype)
        np.add.at(dx, rows, dy)
        return dx

    return apply(np.asarray(data)[rows], (reference, pullback))


@implements(np.take)
def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The items at these indices along an axis, or of the flattened array by default."""
    if axis is None:
        return gather(flatten(x), indices)
    axis, rank = axis % ndim(x), ndim(x)
    items = gather(permute_dimensions(x, [axis, *(n for n in range(rank) if n != axis)]), indices)
    count = np.ndim(indices)
    order = [*range(count, count + axis), *range(count), *range(count + axis, count + rank - 1)]
    return permute_dimensions(items, order)


@not_differentiable
def one_hot(indices: Any, num_classes: int) -> Array:
    """Convert class indices to rows with a single 1, or of zeros for an index that is not a class."""
    labels = np.asarray(raw(indices), dtype=np.intp)
    return np.equal(labels[..., None], np.arange(num_classes)).astype(floatx())


@returns_tensor
def constant(value: Any, dtype: str | None = None, shape: Any = None, name: str | None = None) -> Array:
    """A constant array. shape: of the array; a single value fills it."""
    array = np.asarray(value, dtype=dtype or floatx())
    if shape is None:
        return array
    return np.full(shape, array) if array.size == 1 else np.reshape(array, shape)


def variable(value: Any, dtype: str | None = None, name: str | None = None) -> Array:
    """Create a NumPy array; unlike a Keras variable it has no ``assign``."""
    return np.array(value, dtype=dtype or floatx())


@returns_tensor
def zeros(shape: Any, dtype: str | None = None, name: str | None = None) -> Array:
    return np.zeros(shape, dtype=dtype or floatx())


@returns_tensor
def ones(shape: Any, dtype: str | None = None, name: str | None = None) -> Array:
    return np.ones(shape, dtype=dtype or floatx())


@returns_tensor
def eye(size: int, dtype: str | None = None, name: str | None = None) -> Array:
    return np.eye(size, dtype=dtype or floatx())


@returns_tensor
def arange(start: Any, stop: Any = None, step: Any = 1, dtype: str = "int32") -> Array:
    """Values from ``start`` (0 if it is the only argument) to below ``stop``; with "int32", floats stay floats."""
    low, high = (0, start) if stop is None else (start, stop)
    has_floats = any(isinstance(value, float | np.floating) for value in (low, high, step))
    return even_range(low, high, step, floatx() if has_floats else "int32").astype(floatx() if (
        has_floats and dtype == "int32") else dtype, copy=False)


def even_range(start: Any, stop: Any, step: Any, dtype: Any) -> Array:
    """``start + i · step`` below ``stop``; their number and values are computed with this dtype, as in TensorFlow."""
    kind = np.dtype(dtype).type
    if not issubclass(kind, np.floating):
        return np.arange(start, stop, step, dtype=dtype)
    low, high, gap = kind(start), kind(stop), kind(step)
    count = max(int(np.ceil((high - low) / gap)), 0)
    values: Array = low + np.arange(count, dtype=dtype) * gap
    return values


@implements(np.zeros_like)
@not_differentiable
def zeros_like(x: Any, dtype: str | None = None, name: str | None = None) -> Array:
    return np.zeros_like(raw(x), dtype=dtype)


@implements(np.ones_like)
@not_differentiable
def ones_like(x: Any, dtype: str | None = None, name: str | None = None) -> Array:
    return np.ones_like(raw(x), dtype=dtype)
