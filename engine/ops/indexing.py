"""``keras.ops``: pick and sort elements. Values carry their gradient to where they came from; indices have none."""

from typing import Any

import numpy as np

from engine import backend
from engine.backend.tensor import apply, raw
from engine.ops.dtypes import convert, promote
from engine.ops.flat_index import rearrange
from engine.typing import Array


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The items at these indices along an axis, or of the flattened array by default."""
    rows = _integers(indices)
    return rearrange(x, lambda positions: np.take(positions, rows, axis=axis))


def take_along_axis(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Of each row along an axis the elements at its own indices; of the flattened array by default."""
    rows = _integers(indices)
    return rearrange(x, lambda positions: np.take_along_axis(
        positions if axis is not None else positions.ravel(), rows, -1 if axis is None else axis))


def _integers(indices: Any) -> Array:
    return np.asarray(raw(convert(indices)), np.intp)


def get_item(x: Any, key: Any) -> Any:
    """``x[key]``."""
    return rearrange(x, lambda positions: np.asarray(positions[key]))


def slice(inputs: Any, start_indices: Any, shape: Any) -> Any:
    """The block of this shape that starts at these indices; a length of -1 goes to the end."""
    starts = [int(i) for i in raw(convert(start_indices))]
    key = tuple(np.s_[i : None if n == -1 else i + int(n)] for i, n in zip(starts, shape, strict=True))
    return get_item(inputs, key)


def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Any:
    """``inputs`` with ``updates`` written over the block that starts at these indices."""
    x, updates = promote(inputs, updates)
    lengths = np.shape(raw(updates))
    starts = [int(i) for i in raw(convert(start_indices))]
    key = tuple(np.s_[i : i + n] for i, n in zip(starts, lengths, strict=True))
    y, unchanged = np.array(raw(x)), np.ones(np.shape(raw(x)), bool)
    y[key], unchanged[key] = raw(updates), False
    return apply(y, (x, lambda dy: dy * unchanged), (updates, lambda dy: dy[key]))


def sort(x: Any, axis: int = -1) -> Any:
    """The values in ascending order."""
    x = convert(x)
    return take_along_axis(x, argsort(x, axis), axis)


def argsort(x: Any, axis: int = -1) -> Array:
    """The indices that sort the array in ascending order."""
    return np.argsort(raw(convert(x)), axis=axis, kind="stable").astype("int32")


def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The index of the maximum along an axis, or in the flattened array by default."""
    return np.argmax(raw(convert(x)), axis=axis, keepdims=keepdims).astype("int32")


def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The index of the minimum along an axis, or in the flattened array by default."""
    return np.argmin(raw(convert(x)), axis=axis, keepdims=keepdims).astype("int32")


def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Any, Array]:
    """The k largest values along the last axis, in descending order, and their indices."""
    x = convert(x)
    data = np.asarray(raw(x))
    indices = np.argsort(-data if data.dtype.kind == "f" else ~data, axis=-1, kind="stable")[..., :k]
    return take_along_axis(x, indices, -1), indices.astype("int32")


def in_top_k(targets: Any, predictions: Any, k: int) -> Any:
    """Whether each target is among the ``k`` likeliest classes; targets ``(n,)``, predictions ``(n, classes)``."""
    return backend.in_top_k(convert(predictions), convert(targets), k)


def searchsorted(sorted_sequence: Any, values: Any, side: str = "left") -> Array:
    """Where each value belongs in a sorted sequence."""
    sequence, items = map(raw, promote(sorted_sequence, values))
    return np.asarray(np.searchsorted(sequence, items, "right" if side == "right" else "left"), "int32")


def digitize(x: Any, bins: Any) -> Array:
    """The index of the bin of each value; bins: their limits, in ascending order."""
    return np.asarray(np.digitize(raw(convert(x)), raw(convert(bins))), "int32")


def bincount(x: Any, weights: Any = None, minlength: int = 0, sparse: bool = False) -> Array:
    """How often each of the integers 0, 1, … occurs, or the sum of its weights; x: ``(n,)`` or ``(batch, n)``."""
    data = _integers(x)
    length = max(minlength, int(data.max(initial=-1)) + 1)
    rows = data.reshape(-1, data.shape[-1])
    factors = None if weights is None else np.asarray(raw(convert(weights))).reshape(rows.shape)
    counts = np.stack([np.bincount(row, None if factors is None else factors[i], length) for i, row in enumerate(rows)])
    result: Array = counts.astype("int32" if factors is None else factors.dtype).reshape(*data.shape[:-1], length)
    return result


def nonzero(x: Any) -> tuple[Array, ...]:
    """The indices of the elements that are not 0, an array for each axis."""
    return tuple(index.astype("int32") for index in np.nonzero(raw(convert(x))))


def isin(x1: Any, x2: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    """Whether each element of ``x1`` is in ``x2``."""
    return np.isin(raw(convert(x1)), raw(convert(x2)), assume_unique=assume_unique, invert=invert)


def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The diagonal of two axes, as the last axis."""
    return rearrange(x, lambda positions: np.diagonal(positions, offset, axis1, axis2))


def diag(x: Any, k: int = 0) -> Any:
    """The diagonal of a matrix, or the matrix with this diagonal."""
    x = convert(x)
    if np.ndim(raw(x)) == 2:
        return diagonal(x, k)
    data = np.asarray(raw(x))
    return apply(np.diag(data, k), (x, lambda dy: np.diag(dy, k)))


def tril(x: Any, k: int = 0) -> Any:
    """The elements on and below a diagonal; 0 above it."""
    x = convert(x)
    return apply(np.tril(raw(x), k), (x, lambda dy: np.tril(dy, k)))


def triu(x: Any, k: int = 0) -> Any:
    """The elements on and above a diagonal; 0 below it."""
    x = convert(x)
    return apply(np.triu(raw(x), k), (x, lambda dy: np.triu(dy, k)))




def unique(x: Any, sorted: bool = True, return_index: bool = False, return_inverse: bool = False,
           return_counts: bool = False, axis: int | None = None) -> Any:
    """The different values in ascending order; and where each is first, which of them each element is, their counts."""
    values, first, inverse, counts = np.unique(
        raw(convert(x)), return_index=True, return_inverse=True, return_counts=True, axis=axis)
    parts = ((first, return_index), (inverse, return_inverse), (counts, return_counts))
    extra = [indices.astype("int32") for indices, is_wanted in parts if is_wanted]
    return (values, *extra) if extra else values
