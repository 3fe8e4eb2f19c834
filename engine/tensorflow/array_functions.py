"""``tf.constant``, ``tf.reshape``, ``tf.concat`` …: create, shape, join and index arrays, with TensorFlow's arguments.

The arguments ``name`` are accepted and have no effect: there is no graph in which an operation would need a name.
"""

from typing import Any

import numpy as np

from engine import ops
from engine.backend.tensor import raw
from engine.backend.traced_tensor import returns_tensor
from engine.errors import fail
from engine.typing import Array

Axis = int | None


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str = "Const") -> Any:
    """An array of these values; a single one fills the shape."""
    array = ops.convert_to_tensor(value, dtype)
    if shape is None:
        return array
    return ops.broadcast_to(array, shape) if ops.size(array) == 1 else ops.reshape(array, shape)


def convert_to_tensor(value: Any, dtype: Any = None, dtype_hint: Any = None, name: str | None = None) -> Any:
    """Convert to an array. dtype_hint: without effect."""
    return ops.convert_to_tensor(value, dtype)


def variable(initial_value: Any, trainable: bool | None = None, name: str | None = None, dtype: Any = None) -> Any:
    """``tf.Variable``: the Keras variable with this value."""
    from engine.variables import Variable  # imported on use, as a subclass may be made for it

    options = {"trainable": True if trainable is None else trainable, "dtype": dtype, "name": name}
    return Variable(initial_value, **{key: value for key, value in options.items() if value is not None})


def fill(dims: Any, value: Any, name: str | None = None) -> Any:
    """An array filled with one value, with its dtype."""
    return ops.full(dims, value, ops.convert_to_tensor(value).dtype)


def eye(num_rows: int, num_columns: Axis = None, dtype: Any = "float32", name: str | None = None) -> Any:
    """A matrix with ones on its diagonal."""
    return ops.eye(num_rows, num_columns, dtype=dtype)


def linspace(start: Any, stop: Any, num: int, name: str | None = None, axis: int = 0) -> Any:
    """Evenly spaced values, the last one being ``stop``."""
    return ops.linspace(start, stop, num, axis=axis)


def value_range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str = "range") -> Any:
    """``tf.range``: values from ``start`` (0 if it is the only one) to below ``limit``."""
    return ops.arange(start, limit, delta, dtype)


def one_hot(indices: Any, depth: int, on_value: Any = 1, off_value: Any = 0, axis: int = -1, dtype: Any = None) -> Any:
    """Convert class indices to rows with ``on_value`` at the class and ``off_value`` elsewhere."""
    rows = ops.one_hot(indices, int(depth), axis, dtype or "float32")
    is_plain = on_value == 1 and off_value == 0
    return rows if is_plain else ops.cast(ops.where(ops.greater(rows, 0), on_value, off_value), dtype or "float32")


def reshape(tensor: Any, shape: Any, name: str | None = None) -> Any:
    """The same elements with another shape; a length of -1 is inferred."""
    return ops.reshape(tensor, tuple(int(n) for n in np.ravel(raw(shape))))


def expand_dims(input: Any, axis: int = 0, name: str | None = None) -> Any:
    """Insert an axis of length 1."""
    return ops.expand_dims(input, axis)


def squeeze(input: Any, axis: Any = None, name: str | None = None) -> Any:
    """Remove axes of length 1, or all of them by default."""
    return ops.squeeze(input, axis)


def transpose(a: Any, perm: Any = None, conjugate: bool = False, name: str = "transpose") -> Any:
    """Reverse the axes, or put them in the given order. conjugate: without effect on real numbers."""
    return ops.transpose(a, perm)


def concat(values: Any, axis: int, name: str = "concat") -> Any:
    """Join arrays along an axis."""
    return ops.concatenate(values, axis)


def stack(values: Any, axis: int = 0, name: str = "stack") -> Any:
    """Join arrays of one shape along a new axis."""
    return ops.stack(values, axis)


def unstack(value: Any, num: Axis = None, axis: int = 0, name: str = "unstack") -> Any:
    """The items along an axis."""
    return ops.unstack(value, num, axis)


def split(value: Any, num_or_size_splits: Any, axis: int = 0, num: Axis = None, name: str = "split") -> Any:
    """Cut an array along an axis into so many equal parts, or into parts of these lengths."""
    if np.ndim(raw(num_or_size_splits)) == 0:
        return ops.split(value, int(num_or_size_splits), axis)
    return ops.split(value, np.cumsum(raw(num_or_size_splits))[:-1].tolist(), axis)


def tile(input: Any, multiples: Any, name: str | None = None) -> Any:
    """Repeat the array along its axes."""
    return ops.tile(input, [int(n) for n in np.ravel(raw(multiples))])


def repeat(input: Any, repeats: Any, axis: Axis = None, name: str | None = None) -> Any:
    """Repeat each element along an axis, or of the flattened array by default."""
    return ops.repeat(input, repeats, axis)


def reverse(tensor: Any, axis: Any, name: str | None = None) -> Any:
    """The items in reverse order along axes."""
    return ops.flip(tensor, tuple(axis) if isinstance(axis, list | tuple) else axis)


def roll(input: Any, shift: Any, axis: Any, name: str | None = None) -> Any:
    """Move the items along an axis; those beyond the end come in again at the beginning."""
    return ops.roll(input, shift, axis)


def pad(tensor: Any, paddings: Any, mode: str = "CONSTANT", constant_values: Any = 0, name: str | None = None) -> Any:
    """Add elements before and after each axis. mode: CONSTANT, REFLECT or SYMMETRIC."""
    kind = mode.lower()
    if kind not in ("constant", "reflect", "symmetric"):
        raise fail("not_a_choice", "mode", argument="mode", choices="CONSTANT, REFLECT, SYMMETRIC", value=mode, hint="")
    return ops.pad(tensor, np.asarray(raw(paddings)).tolist(), kind, constant_values if kind == "constant" else None)


def gather(params: Any, indices: Any, validate_indices: Any = None, axis: Axis = None, batch_dims: int = 0,
           name: str | None = None) -> Any:
    """The items at these indices along an axis, the first one by default. batch_dims: 0, or 1 for rows of their own."""
    if batch_dims == 0:
        return ops.take(params, indices, 0 if axis is None else axis)
    if batch_dims != 1 or axis not in (None, 1):
        raise fail("not_supported", "batch_dims", argument="batch_dims", expected=0, value=batch_dims)
    rows = np.asarray(raw(indices))
    return ops.get_item(params, (np.arange(len(rows)).reshape((-1,) + (1,) * (rows.ndim - 1)), rows))


def gather_nd(params: Any, indices: Any, batch_dims: int = 0, name: str | None = None) -> Any:
    """The items at these index tuples, which are along the last axis of ``indices``. batch_dims: must be 0."""
    if batch_dims != 0:
        raise fail("not_supported", "batch_dims", argument="batch_dims", expected=0, value=batch_dims)
    return ops.get_item(params, tuple(np.moveaxis(np.asarray(raw(indices)), -1, 0)))


def boolean_mask(tensor: Any, mask: Any, axis: Axis = None, name: str = "boolean_mask") -> Any:
    """The items for which the mask is true; its axes are those of the array from ``axis`` on, the first by default."""
    return ops.get_item(tensor, (slice(None),) * (axis or 0) + (np.asarray(raw(mask), bool),))


def slice_of(input_: Any, begin: Any, size: Any, name: str | None = None) -> Any:
    """``tf.slice``: the block of this size that begins at these indices."""
    return ops.slice(input_, begin, size)


@returns_tensor
def shape_of(input: Any, out_type: Any = "int32", name: str | None = None) -> Array:
    """``tf.shape``: the lengths of the axes, as an array."""
    return np.asarray(ops.shape(input), out_type)


@returns_tensor
def size(input: Any, out_type: Any = "int32", name: str | None = None) -> Array:
    """The number of elements."""
    return np.asarray(ops.size(input), out_type)


@returns_tensor
def rank(input: Any, name: str | None = None) -> Array:
    """The number of axes."""
    return np.asarray(ops.ndim(input), "int32")


def sort(values: Any, axis: int = -1, direction: str = "ASCENDING", name: str | None = None) -> Any:
    """The values in order. direction: ASCENDING or DESCENDING."""
    ordered = ops.sort(values, axis)
    return ordered if _is_ascending(direction) else ops.flip(ordered, axis)


def argsort(values: Any, axis: int = -1, direction: str = "ASCENDING", stable: bool = False,
            name: str | None = None) -> Any:
    """The indices that sort the array; equal values keep their order."""
    return ops.argsort(values if _is_ascending(direction) else ops.negative(values), axis)


def _is_ascending(direction: str) -> bool:
    if direction not in ("ASCENDING", "DESCENDING"):
        raise fail("not_a_choice", "direction", argument="direction", choices="ASCENDING, DESCENDING", value=direction,
                   hint="")
    return direction == "ASCENDING"


@returns_tensor
def unique(x: Any, out_idx: Any = "int32", name: str | None = None) -> tuple[Any, Any]:
    """The different values in the order in which they appear, and which of them each element is."""
    values, first, inverse = ops.unique(x, return_index=True, return_inverse=True)
    order = np.argsort(raw(first))
    return ops.take(values, order), np.argsort(order)[raw(inverse)].astype(out_idx)


@returns_tensor
def where(condition: Any, x: Any = None, y: Any = None, name: str | None = None) -> Any:
    """``x`` where the condition holds, else ``y``; without them, a row of indices for each place where it holds."""
    if x is None or y is None:
        return np.argwhere(raw(ops.convert_to_tensor(condition)))
    return ops.where(condition, x, y)
