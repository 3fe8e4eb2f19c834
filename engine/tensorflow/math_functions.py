"""``tf.reduce_mean``, ``tf.matmul``, ``tf.argmax`` …: mathematics with TensorFlow's arguments and defaults.

The arguments ``name`` are accepted and have no effect.
"""

from typing import Any

import numpy as np

from engine import ops
from engine.backend.tensor import raw
from engine.backend.traced_tensor import returns_tensor
from engine.errors import fail
from engine.typing import Array

Name = str | None


def reduce_sum(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The sum along axes, all by default; integers keep their dtype."""
    return ops.sum(input_tensor, axis, keepdims)


def reduce_mean(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The mean along axes, all by default; of integers the integer below it, as in TensorFlow."""
    dtype = ops.convert_to_tensor(input_tensor).dtype
    mean = ops.mean(input_tensor, axis, keepdims)
    return ops.cast(mean, dtype) if dtype.kind in "iu" else mean


def reduce_max(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The maximum along axes, all by default."""
    return ops.max(input_tensor, axis, keepdims)


def reduce_min(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The minimum along axes, all by default."""
    return ops.min(input_tensor, axis, keepdims)


def reduce_prod(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The product along axes, all by default."""
    return ops.prod(input_tensor, axis, keepdims)


def reduce_any(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """Whether one element is true."""
    return ops.any(input_tensor, axis, keepdims)


def reduce_all(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """Whether all elements are true."""
    return ops.all(input_tensor, axis, keepdims)


def reduce_logsumexp(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """``log Σ eˣ`` along axes, all by default."""
    return ops.logsumexp(input_tensor, axis, keepdims)


def reduce_std(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The standard deviation along axes, all by default."""
    return ops.std(input_tensor, axis, keepdims)


def reduce_variance(input_tensor: Any, axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The variance along axes, all by default."""
    return ops.var(input_tensor, axis, keepdims)


def count_nonzero(input: Any, axis: Any = None, keepdims: bool = False, dtype: Any = "int64", name: Name = None) -> Any:
    """The number of elements that are not 0."""
    return ops.sum(ops.cast(ops.not_equal(input, 0), dtype), axis, keepdims)


def argmax(input: Any, axis: int | None = 0, output_type: Any = "int64", name: Name = None) -> Any:
    """The index of the maximum along an axis, the first one by default."""
    return ops.cast(ops.argmax(input, 0 if axis is None else axis), output_type)


def argmin(input: Any, axis: int | None = 0, output_type: Any = "int64", name: Name = None) -> Any:
    """The index of the minimum along an axis, the first one by default."""
    return ops.cast(ops.argmin(input, 0 if axis is None else axis), output_type)


def cumsum(x: Any, axis: int = 0, exclusive: bool = False, reverse: bool = False, name: Name = None) -> Any:
    """The running sum along an axis. exclusive: without the element itself. reverse: from the end."""
    x = ops.flip(x, axis) if reverse else ops.convert_to_tensor(x)
    total = ops.subtract(ops.cumsum(x, axis), x) if exclusive else ops.cumsum(x, axis)
    return ops.flip(total, axis) if reverse else total


def matmul(a: Any, b: Any, transpose_a: bool = False, transpose_b: bool = False, name: Name = None) -> Any:
    """``a @ b``, with the last two axes of a or b exchanged before."""
    a = ops.swapaxes(a, -1, -2) if transpose_a else a
    return ops.matmul(a, ops.swapaxes(b, -1, -2) if transpose_b else b)


def tensordot(a: Any, b: Any, axes: Any, name: Name = None) -> Any:
    """Multiply and sum over axes."""
    return ops.tensordot(a, b, axes)


def cast(x: Any, dtype: Any, name: Name = None) -> Any:
    """``x`` as another dtype."""
    return ops.cast(x, dtype)


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: Name = None) -> Any:
    """``t`` limited to an interval."""
    return ops.minimum(ops.maximum(t, clip_value_min), clip_value_max)


def squared_difference(x: Any, y: Any, name: Name = None) -> Any:
    """``(x - y)²``."""
    return ops.square(ops.subtract(x, y))


def add_n(inputs: Any, name: Name = None) -> Any:
    """The sum of arrays of one shape."""
    return ops.sum(ops.stack(inputs), axis=0)


def norm(tensor: Any, ord: Any = "euclidean", axis: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The norm along an axis, or over all elements by default."""
    flat = tensor if axis is not None else ops.ravel(tensor)
    y = ops.norm(flat, 2 if ord == "euclidean" else ord, 0 if axis is None else axis, keepdims and axis is not None)
    return ops.reshape(y, [1] * ops.ndim(tensor)) if keepdims and axis is None else y


def top_k(input: Any, k: int = 1, sorted: bool = True, name: Name = None) -> Any:
    """The k largest values along the last axis, in descending order, and their indices."""
    return ops.top_k(input, k)


def in_top_k(targets: Any, predictions: Any, k: int, name: Name = None) -> Any:
    """Whether each target is among the ``k`` likeliest classes."""
    return ops.in_top_k(targets, predictions, k)


@returns_tensor
def confusion_matrix(labels: Any, predictions: Any, num_classes: int | None = None, weights: Any = None,
                     dtype: Any = "int32", name: Name = None) -> Array:
    """How often each class (row) was predicted as each class (column)."""
    rows, columns = (np.asarray(raw(ops.convert_to_tensor(x))).astype(int).ravel() for x in (labels, predictions))
    count = int(max(rows.max(initial=-1), columns.max(initial=-1)) + 1 if num_classes is None else num_classes)
    if max(rows.max(initial=-1), columns.max(initial=-1)) >= count:
        raise fail("too_large", "labels", argument="labels", high=count - 1, value=int(max(rows.max(), columns.max())))
    matrix = np.zeros((count, count), dtype)
    np.add.at(matrix, (rows, columns), 1 if weights is None else np.ravel(raw(weights)))
    return matrix
