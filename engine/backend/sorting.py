"""Functions that reorder values along an axis: sort, flip and the largest ones, with their gradients."""

from typing import Any

import numpy as np

from engine.backend.tensor import apply, raw
from engine.backend.traced_tensor import implements, not_differentiable
from engine.typing import Array


@implements(np.argsort)
@not_differentiable
def argsort(x: Any, axis: int | None = -1) -> Any:
    """The indices that sort the array in ascending order; of the flattened array if ``axis`` is None."""
    return np.argsort(raw(x), axis=axis, kind="stable").astype("int32")


@implements(np.sort)
def sort(x: Any, axis: int = -1) -> Any:
    """The values in ascending order. Each gradient goes to the element that its value came from."""
    data = np.asarray(raw(x))
    return take_in_order(x, np.argsort(data, axis=axis, kind="stable"), axis)


def take_in_order(x: Any, indices: Array, axis: int) -> Any:
    """The values at ``indices`` along an axis, one array of indices for every position of the other axes.

    No index may occur twice in a row: the gradients are put, not added.
    """
    data = np.asarray(raw(x))

    def pullback(dy: Array) -> Array:
        dx = np.zeros(data.shape, dy.dtype)
        np.put_along_axis(dx, indices, dy, axis)
        return dx

    return apply(np.take_along_axis(data, indices, axis), (x, pullback))


@implements(np.flip)
def flip(x: Any, axis: Any = None) -> Any:
    """The items in reverse order, along an axis, several, or all."""
    axes = tuple(axis) if isinstance(axis, list) else axis
    return apply(np.flip(raw(x), axes), (x, lambda dy: np.flip(dy, axes)))


def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Any, Any]:
    """The k largest values along the last axis, and their indices, which have no gradient."""
    indices = np.argsort(-np.asarray(raw(x)), axis=-1, kind="stable")[..., :k]
    return take_in_order(x, indices, -1), apply(indices.astype("int32"))
