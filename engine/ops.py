"""``keras.ops``: the functions of :mod:`engine.backend`, those with new names in Keras 3, and additional ones."""

from typing import Any

import numpy as np

from engine import backend
from engine.backend.elementwise import abs as absolute
from engine.backend.reductions import max as amax
from engine.backend.reductions import min as amin
from engine.backend.tensor import Tensor, add, divide, matmul, multiply, negative, raw, subtract
from engine.backend.tensor import pow as power
from engine.typing import Array

__all__ = [  # noqa: PLE0604  (all of them are strings)
    *backend.__all__, "absolute", "add", "amax", "amin", "argsort", "convert_to_numpy", "convert_to_tensor", "divide",
    "flip", "full", "linspace", "matmul", "multiply", "negative", "norm", "power", "rsqrt", "sort", "subtract", "take",
    "top_k",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    return getattr(backend, name)


def convert_to_tensor(x: Any, dtype: Any = None) -> Any:
    """Convert to an array; a Tensor is returned unchanged, since execution is eager."""
    if isinstance(x, Tensor):
        return x if dtype is None else backend.cast(x, dtype)
    array = np.asarray(x, dtype)
    is_python_float = dtype is None and isinstance(x, float | list) and array.dtype.kind == "f"
    return array.astype(backend.floatx()) if is_python_float else array


def convert_to_numpy(x: Any) -> Array:
    """Convert to a plain array, through which no gradient flows."""
    return np.array(raw(x))


def rsqrt(x: Any) -> Any:
    """``1 / √x``"""
    return divide(1.0, backend.sqrt(x))


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The norm along an axis, or over all elements; by default ``√Σ x²``. Other orders have no gradient."""
    if ord not in (None, 2, "euclidean", "fro"):
        return np.linalg.norm(raw(x), ord, axis, keepdims)
    return backend.sqrt(backend.sum(backend.square(x), axis=axis, keepdims=keepdims))


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The items at these indices along an axis, or of the flattened array by default."""
    if axis is None:
        return backend.gather(backend.flatten(x), indices)
    axis, rank = axis % backend.ndim(x), backend.ndim(x)
    items = backend.gather(backend.permute_dimensions(x, [axis, *(n for n in range(rank) if n != axis)]), indices)
    count = np.ndim(indices)
    order = [*range(count, count + axis), *range(count), *range(count + axis, count + rank - 1)]
    return backend.permute_dimensions(items, order)


# --- indices, sorting and constants, without gradient -------------------------------------------------------------


def argsort(x: Any, axis: int = -1) -> Array:
    """The indices that sort the array in ascending order."""
    return np.argsort(raw(x), axis=axis, kind="stable")


def sort(x: Any, axis: int = -1) -> Array:
    """The values in ascending order."""
    return np.sort(raw(x), axis=axis)


def flip(x: Any, axis: Any = None) -> Array:
    """The items in reverse order."""
    return np.flip(raw(x), axis)


def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Array, Array]:
    """The k largest values along the last axis, and their indices."""
    values = np.asarray(raw(x))
    indices = np.argsort(-values, axis=-1, kind="stable")[..., :k]
    return np.take_along_axis(values, indices, -1), indices.astype("int32")


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Array:
    """An array filled with one value."""
    return np.full(shape, fill_value, dtype or backend.floatx())


def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None) -> Array:
    """Evenly spaced values."""
    return np.linspace(start, stop, num, endpoint, dtype=dtype or backend.floatx())
