"""``keras.ops``: change the shape of arrays, join, split, repeat, flip and pad them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine import backend
from engine.backend.tensor import apply, raw, unbroadcast
from engine.ops.arithmetic import subtract
from engine.ops.dtypes import convert, promote
from engine.ops.flat_index import rearrange
from engine.ops.indexing import get_item
from engine.typing import Array


def shape(x: Any) -> tuple[int, ...]:
    """The length of every axis."""
    return backend.shape(convert(x))


def ndim(x: Any) -> int:
    """The number of axes."""
    return backend.ndim(convert(x))


def size(x: Any) -> int:
    """The number of elements."""
    return backend.size(convert(x))


def reshape(x: Any, newshape: Any) -> Any:
    """The same elements in the same order with another shape; a length of -1 is inferred."""
    return backend.reshape(convert(x), newshape)


def ravel(x: Any) -> Any:
    """All elements in one axis."""
    return backend.flatten(convert(x))


def expand_dims(x: Any, axis: int | Sequence[int]) -> Any:
    """Insert axes of length 1."""
    x = convert(x)
    data = np.asarray(raw(x))
    axes = tuple(axis) if isinstance(axis, Sequence) else axis
    return apply(np.expand_dims(data, axes), (x, lambda dy: np.reshape(dy, data.shape)))


def squeeze(x: Any, axis: Any = None) -> Any:
    """Remove axes of length 1, or all of them by default."""
    return backend.squeeze(convert(x), tuple(axis) if isinstance(axis, list) else axis)


def transpose(x: Any, axes: Sequence[int] | None = None) -> Any:
    """Reverse the axes, or put them in the given order."""
    return backend.transpose(convert(x), axes)


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Exchange two axes."""
    x = convert(x)
    return apply(np.swapaxes(raw(x), axis1, axis2), (x, lambda dy: np.swapaxes(dy, axis1, axis2)))


def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """Move axes to other positions."""
    x = convert(x)
    return apply(np.moveaxis(raw(x), source, destination), (x, lambda dy: np.moveaxis(dy, destination, source)))


def broadcast_to(x: Any, shape: Any) -> Any:
    """Repeat ``x`` along axes of length 1 to get another shape."""
    x = convert(x)
    data = np.asarray(raw(x))
    return apply(np.broadcast_to(data, shape).copy(), (x, lambda dy: unbroadcast(dy, data)))


def concatenate(xs: Sequence[Any], axis: int = 0) -> Any:
    """Join arrays along an axis."""
    return backend.concatenate(promote(*xs), axis)


def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Join arrays of one shape along a new axis."""
    return backend.stack(promote(*x), axis)


def unstack(x: Any, num: int | None = None, axis: int = 0) -> list[Any]:
    """The items along an axis. num: their number, which is known."""
    x = convert(x)
    leading = (slice(None),) * (axis % backend.ndim(x))
    return [get_item(x, (*leading, i)) for i in range(np.shape(raw(x))[axis])]


def hstack(xs: Sequence[Any]) -> Any:
    """Join arrays along the second axis, or along the only one."""
    arrays = [_with_axes(x, 1) for x in promote(*xs)]
    return backend.concatenate(arrays, 0 if backend.ndim(arrays[0]) == 1 else 1)


def vstack(xs: Sequence[Any]) -> Any:
    """Join arrays along the first axis; those with one axis are rows."""
    return backend.concatenate([_with_axes(x, 2) for x in promote(*xs)], 0)


def dstack(xs: Sequence[Any]) -> Any:
    """Join arrays along the third axis."""
    matrices = [_with_axes(x, 2) for x in promote(*xs)]
    return backend.concatenate([backend.expand_dims(x, 2) if backend.ndim(x) == 2 else x for x in matrices], 2)


def _with_axes(x: Any, rank: int) -> Any:
    """``x`` with leading axes of length 1, up to ``rank`` axes."""
    lengths = np.shape(raw(x))
    return backend.reshape(x, (1,) * (rank - len(lengths)) + lengths)


def append(x1: Any, x2: Any, axis: int | None = None) -> Any:
    """Join two arrays along an axis, or flattened by default."""
    return concatenate([ravel(x1), ravel(x2)] if axis is None else [x1, x2], 0 if axis is None else axis)


def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Cut an array along an axis into so many equal parts, or before each of the indices."""
    x = convert(x)
    length = np.shape(raw(x))[axis]
    if isinstance(indices_or_sections, int):
        np.split(np.empty(length), indices_or_sections)
        indices = [*range(0, length, length // indices_or_sections)][1:]
    else:
        indices = [int(i) for i in raw(convert(indices_or_sections))]
    leading = (slice(None),) * (axis % backend.ndim(x))
    return [get_item(x, (*leading, slice(*ends))) for ends in pairwise([0, *indices, length])]


def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Like :func:`split`, but the parts need not be equal: the first ones are longer by 1."""
    if isinstance(indices_or_sections, int):
        parts = np.array_split(np.arange(shape(x)[axis]), indices_or_sections)
        indices_or_sections = np.cumsum([len(part) for part in parts])[:-1]
    return split(x, indices_or_sections, axis)


def hsplit(x: Any, indices_or_sections: Any) -> list[Any]:
    """:func:`split` along the second axis, or along the only one."""
    return split(x, indices_or_sections, 0 if ndim(x) == 1 else 1)


def vsplit(x: Any, indices_or_sections: Any) -> list[Any]:
    """:func:`split` along the first axis."""
    return split(x, indices_or_sections, 0)


def tile(x: Any, repeats: Any) -> Any:
    """Repeat the array along its axes. repeats: of each axis or of the last ones; an integer is for the last axis."""
    return backend.tile(convert(x), repeats)


def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Repeat each element along an axis, or of the flattened array by default. repeats: one number, or one for each."""
    return rearrange(x, lambda positions: np.repeat(positions, repeats, axis))


def flip(x: Any, axis: Any = None) -> Any:
    """The items in reverse order along an axis, several, or all."""
    return rearrange(x, lambda positions: np.flip(positions, axis))


def fliplr(x: Any) -> Any:
    """The columns in reverse order."""
    return flip(x, 1)


def flipud(x: Any) -> Any:
    """The rows in reverse order."""
    return flip(x, 0)


def roll(x: Any, shift: Any, axis: Any = None) -> Any:
    """Move the items along an axis; those beyond the end come in again at the beginning."""
    return rearrange(x, lambda positions: np.roll(positions, shift, axis))


def rot90(array: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """Turn the plane of two axes by ``k`` times 90°, from the first axis to the second."""
    return rearrange(array, lambda positions: np.rot90(positions, k, axes))


def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    """Add elements before and after each axis. pad_width: ``(before, after)`` of each axis, or of all.

    mode: ``constant`` (with ``constant_values``, 0 by default), ``reflect``, ``symmetric``, or another mode of
    ``numpy.pad`` that copies elements.
    """
    x = convert(x)
    if mode != "constant":
        return rearrange(x, lambda positions: np.pad(positions, pad_width, mode))  # type: ignore[call-overload]
    data = np.asarray(raw(x))
    inside = np.pad(np.ones(data.shape, bool), pad_width)
    y = np.pad(data, pad_width, constant_values=0 if constant_values is None else constant_values)

    def pullback(dy: Array) -> Array:
        dx: Array = dy[inside].reshape(data.shape)
        return dx

    return apply(y, (x, pullback))


def diff(a: Any, n: int = 1, axis: int = -1) -> Any:
    """The differences of neighbours along an axis, ``n`` times over."""
    a = convert(a)
    before = (slice(None),) * (axis % backend.ndim(a))
    for _ in range(n):
        a = subtract(get_item(a, (*before, slice(1, None))), get_item(a, (*before, slice(None, -1))))
    return a


def meshgrid(*x: Any, indexing: str = "xy") -> list[Any]:
    """Coordinate arrays of the grid of these coordinates; with indexing="xy" the first two axes are exchanged."""
    lengths = [size(item) for item in x]
    grids = [broadcast_to(reshape(item, [-1 if i == n else 1 for i in range(len(x))]), lengths)
             for n, item in enumerate(x)]
    return [swapaxes(grid, 0, 1) for grid in grids] if indexing == "xy" and len(x) > 1 else grids
