"""``keras.ops``: the functions of :mod:`engine.backend`, with those that Keras 3 calls otherwise or has beside them."""

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
    """An array, or a Tensor as it is: here everything is computed at once."""
    if isinstance(x, Tensor):
        return x if dtype is None else backend.cast(x, dtype)
    found = np.asarray(x, dtype)
    return found.astype(backend.floatx()) if dtype is None and isinstance(x, float | list) and found.dtype.kind == "f" \
        else found


def convert_to_numpy(x: Any) -> Array:
    """The numbers as a plain array; what is computed from them has no slope."""
    return np.array(raw(x))


def rsqrt(x: Any) -> Any:
    """``1 / √x``"""
    return divide(1.0, backend.sqrt(x))


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The length of vectors, ``√Σ x²`` along an axis, or over all numbers."""
    if ord not in (None, 2, "euclidean", "fro"):
        return np.linalg.norm(raw(x), ord, axis, keepdims)
    return backend.sqrt(backend.sum(backend.square(x), axis=axis, keepdims=keepdims))


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The items at these places along an axis; of all items in a row where none is given."""
    if axis is None:
        return backend.gather(backend.flatten(x), indices)
    axis, rank = axis % backend.ndim(x), backend.ndim(x)
    found = backend.gather(backend.permute_dimensions(x, [axis, *(n for n in range(rank) if n != axis)]), indices)
    new = np.ndim(indices)
    after = [*range(new, new + axis), *range(new), *range(new + axis, new + rank - 1)]
    return backend.permute_dimensions(found, after)


# --- places and constants, which have no slope --------------------------------------------------------------------


def argsort(x: Any, axis: int = -1) -> Array:
    """The places of the numbers in rising order."""
    return np.argsort(raw(x), axis=axis, kind="stable")


def sort(x: Any, axis: int = -1) -> Array:
    """The numbers in rising order."""
    return np.sort(raw(x), axis=axis)


def flip(x: Any, axis: Any = None) -> Array:
    """The items in reversed order."""
    return np.flip(raw(x), axis)


def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Array, Array]:
    """The k greatest numbers along the last axis, and their places."""
    values = np.asarray(raw(x))
    places = np.argsort(-values, axis=-1, kind="stable")[..., :k]
    return np.take_along_axis(values, places, -1), places.astype("int32")


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Array:
    """An array of one number."""
    return np.full(shape, fill_value, dtype or backend.floatx())


def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None) -> Array:
    """Numbers at equal distances."""
    return np.linspace(start, stop, num, endpoint, dtype=dtype or backend.floatx())
