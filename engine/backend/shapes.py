"""Functions that move numbers without changing them, and that make new arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.backend.config import floatx
from engine.backend.tensor import apply, implements, raw, unbroadcast
from engine.typing import Array


@implements(np.shape)
def shape(x: Any) -> tuple[int, ...]:
    """The length of every axis."""
    return np.shape(raw(x))


def int_shape(x: Any) -> tuple[int, ...]:
    """As :func:`shape`."""
    return np.shape(raw(x))


@implements(np.ndim)
def ndim(x: Any) -> int:
    """The number of axes."""
    return np.ndim(raw(x))


@implements(np.size)
def size(x: Any) -> int:
    """How many numbers there are."""
    return int(np.size(raw(x)))


@implements(np.reshape)
def reshape(x: Any, shape: Any) -> Any:
    """The same numbers, in the same order, with other axes; -1 is the length that is left."""
    data = raw(x)
    return apply(np.reshape(data, shape), (x, lambda dy: np.reshape(dy, np.shape(data))))


def flatten(x: Any) -> Any:
    """All numbers in one axis."""
    return reshape(x, (-1,))


def batch_flatten(x: Any) -> Any:
    """All numbers of a sample in one axis: ``(batch, …)`` becomes ``(batch, numbers)``."""
    return reshape(x, (np.shape(raw(x))[0], -1))


@implements(np.expand_dims)
def expand_dims(x: Any, axis: int = -1) -> Any:
    """A new axis of length 1."""
    return apply(np.expand_dims(raw(x), axis), (x, lambda dy: np.squeeze(dy, axis)))


@implements(np.squeeze)
def squeeze(x: Any, axis: Any = None) -> Any:
    """Without an axis of length 1 (without all of those, if none is named)."""
    data = raw(x)
    return apply(np.squeeze(data, axis), (x, lambda dy: np.reshape(dy, np.shape(data))))


def permute_dimensions(x: Any, pattern: Sequence[int]) -> Any:
    """The axes in another order."""
    return apply(np.transpose(raw(x), tuple(pattern)), (x, lambda dy: np.transpose(dy, np.argsort(pattern))))


@implements(np.transpose)
def transpose(x: Any, axes: Sequence[int] | None = None) -> Any:
    """The axes in reverse, or in the order given."""
    return permute_dimensions(x, range(np.ndim(raw(x)))[::-1] if axes is None else axes)


def concatenate(tensors: Sequence[Any], axis: int = -1) -> Any:
    """Arrays one after the other along an axis."""
    arrays = [np.asarray(raw(x)) for x in tensors]
    ends = np.cumsum([a.shape[axis] for a in arrays])

    def piece(i: int) -> Any:
        return lambda dy: np.split(dy, ends[:-1], axis=axis)[i]

    return apply(np.concatenate(arrays, axis=axis), *((x, piece(i)) for i, x in enumerate(tensors)))


@implements(np.concatenate)
def _concatenate_as_numpy(arrays: Sequence[Any], axis: int = 0) -> Any:
    """:func:`concatenate` with NumPy's default axis."""
    return concatenate(arrays, axis)


@implements(np.stack)
def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Arrays of one shape side by side, along a new axis."""

    def piece(i: int) -> Any:
        return lambda dy: np.take(dy, i, axis=axis)

    return apply(np.stack([raw(a) for a in x], axis=axis), *((a, piece(i)) for i, a in enumerate(x)))


@implements(np.tile)
def tile(x: Any, n: Any) -> Any:
    """The array repeated ``n`` times along each axis."""
    data = np.asarray(raw(x))
    times = (n,) if isinstance(n, int) else tuple(n)
    times = (1,) * (data.ndim - len(times)) + times
    lengths = (1,) * (len(times) - data.ndim) + data.shape
    apart = [m for pair in zip(times, lengths, strict=True) for m in pair]

    def pull(dy: Array) -> Array:
        summed: Array = dy.reshape(apart).sum(axis=tuple(range(0, len(apart), 2)))
        return summed.reshape(data.shape)

    return apply(np.tile(data, times), (x, pull))


def repeat(x: Any, n: int) -> Any:
    """``(batch, numbers)`` as ``(batch, n, numbers)``: every sample ``n`` times."""
    wide = expand_dims(x, 1)
    data = raw(wide)
    return apply(np.repeat(data, n, axis=1), (wide, lambda dy: unbroadcast(dy, data)))


def repeat_elements(x: Any, rep: int, axis: int) -> Any:
    """Each number ``rep`` times along an axis."""
    data = np.asarray(raw(x))
    at = axis % data.ndim
    apart = (*data.shape[: at + 1], rep, *data.shape[at + 1 :])
    return apply(np.repeat(data, rep, axis=at), (x, lambda dy: dy.reshape(apart).sum(axis=at + 1)))


def gather(reference: Any, indices: Any) -> Any:
    """Rows by their number."""
    data, rows = raw(reference), np.asarray(raw(indices), dtype=np.intp)

    def pull(dy: Array) -> Array:
        dx = np.zeros(np.shape(data), dtype=dy.dtype)
        np.add.at(dx, rows, dy)
        return dx

    return apply(np.asarray(data)[rows], (reference, pull))


def one_hot(indices: Any, num_classes: int) -> Array:
    """Class numbers as rows with a single 1."""
    rows: Array = np.eye(num_classes, dtype=floatx())[np.asarray(raw(indices), dtype=np.intp)]
    return rows


def constant(value: Any, dtype: str | None = None, shape: Any = None, name: str | None = None) -> Array:
    """An array that has no slope."""
    array = np.asarray(raw(value), dtype=dtype or floatx())
    return array if shape is None else np.broadcast_to(array, shape).copy()


def variable(value: Any, dtype: str | None = None, name: str | None = None) -> Array:
    """As :func:`constant`: what a function computes keeps nothing between calls."""
    return constant(value, dtype)


def zeros(shape: Any, dtype: str | None = None, name: str | None = None) -> Array:
    return np.zeros(shape, dtype=dtype or floatx())


def ones(shape: Any, dtype: str | None = None, name: str | None = None) -> Array:
    return np.ones(shape, dtype=dtype or floatx())


def eye(size: int, dtype: str | None = None, name: str | None = None) -> Array:
    return np.eye(size, dtype=dtype or floatx())


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: str = "int32") -> Array:
    low, high = (0, start) if stop is None else (start, stop)
    return np.arange(low, high, step, dtype=dtype)


@implements(np.zeros_like)
def zeros_like(x: Any, dtype: str | None = None, name: str | None = None) -> Array:
    return np.zeros_like(raw(x), dtype=dtype)


@implements(np.ones_like)
def ones_like(x: Any, dtype: str | None = None, name: str | None = None) -> Array:
    return np.ones_like(raw(x), dtype=dtype)
