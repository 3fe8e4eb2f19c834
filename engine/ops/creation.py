"""``keras.ops``: create arrays. Without a dtype they are float32, or have that of the values or arrays given."""

from typing import Any

import numpy as np

from engine import backend
from engine.backend.config import floatx
from engine.backend.elementwise import cast
from engine.backend.shapes import even_range
from engine.backend.tensor import Tensor, multiply, raw
from engine.errors import fail
from engine.ops.dtypes import convert, has_tensor, promote, result_type
from engine.typing import Array


def convert_to_tensor(x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Any:
    """Convert to an array; a Tensor is returned unchanged, since execution is eager. sparse, ragged: without effect."""
    return convert(x, dtype)


def array(x: Any, dtype: Any = None) -> Any:
    """Convert to an array."""
    return convert(x, dtype)


def convert_to_numpy(x: Any) -> Array:
    """Convert to a plain array; raises a ProblemError for a tensor whose gradient is needed."""
    if has_tensor(x):
        raise fail("gradient_lost", call="keras.ops.convert_to_numpy(x)")
    return np.array(x)


def is_tensor(x: Any) -> bool:
    """Whether ``x`` is an array or a Tensor, and neither a number nor a list."""
    return isinstance(x, Tensor | np.ndarray)


def zeros(shape: Any, dtype: Any = None) -> Array:
    """An array of zeros."""
    return np.zeros(shape, dtype or floatx())


def ones(shape: Any, dtype: Any = None) -> Array:
    """An array of ones."""
    return np.ones(shape, dtype or floatx())


def empty(shape: Any, dtype: Any = None) -> Array:
    """An array whose values do not matter; they are zeros."""
    return zeros(shape, dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    """An array filled with one value, or with values that are broadcast."""
    value = cast(fill_value, dtype or (fill_value.dtype if isinstance(fill_value, Tensor) else floatx()))
    return multiply(np.ones(shape, value.dtype), value)


def zeros_like(x: Any, dtype: Any = None) -> Array:
    """Zeros with the shape of ``x``, and with its dtype by default."""
    return np.zeros_like(raw(convert(x)), dtype=dtype)


def ones_like(x: Any, dtype: Any = None) -> Array:
    """Ones with the shape of ``x``, and with its dtype by default."""
    return np.ones_like(raw(convert(x)), dtype=dtype)


def empty_like(x: Any, dtype: Any = None) -> Array:
    """An array with the shape of ``x`` whose values do not matter; they are zeros."""
    return zeros_like(x, dtype)


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    """An array with the shape of ``x``, and its dtype by default, filled with one value."""
    like = raw(convert(x))
    return full(like.shape, fill_value, dtype or like.dtype)


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Array:
    """A matrix with ones on a diagonal."""
    return np.eye(N, M, k, dtype or floatx())


def identity(n: int, dtype: Any = None) -> Array:
    """The square matrix with ones on its diagonal."""
    return np.eye(n, dtype=dtype or floatx())


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Array:
    """A matrix with ones on and below a diagonal."""
    return np.tri(N, M, k, dtype or floatx())


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Array:
    """Values from ``start`` (0 if it is the only one) to below ``stop``; floats if one of the arguments is a float."""
    numbers = [raw(convert(value)).item() for value in (start, stop, step) if value is not None]
    dtype = dtype or result_type(*[value for value in (start, stop, step) if value is not None])
    low, high = (0, numbers[0]) if stop is None else (numbers[0], numbers[1])
    gap = 1 if step is None else numbers[-1]
    return even_range(low, high, gap, dtype)


def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: Any = None,
             axis: int = 0) -> Any:
    """Evenly spaced values; with ``retstep`` their distance, too."""
    low, high, dtype = _ends(start, stop, dtype)
    values, step = np.linspace(low, high, num, endpoint, retstep=True, axis=axis)
    return (values.astype(dtype), np.asarray(step, dtype)) if retstep else values.astype(dtype)


def logspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: float = 10, dtype: Any = None,
             axis: int = 0) -> Array:
    """Values with even ratios, from ``base ** start`` to ``base ** stop``."""
    low, high, dtype = _ends(start, stop, dtype)
    return np.logspace(low, high, num, endpoint, base, axis=axis).astype(dtype)


def _ends(start: Any, stop: Any, dtype: Any) -> tuple[Any, Any, Any]:
    low, high = (np.asarray(raw(x), "float64") for x in promote(start, stop))
    return low, high, dtype or result_type(start, stop, 1.0)


def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Array:
    """Convert class indices to rows with a single 1; an index that is not a class gives zeros.

    axis: where the axis of the classes is inserted. sparse: without effect.
    """
    indices = np.asarray(raw(convert(x)), np.intp)
    rows = (indices[..., None] == np.arange(num_classes)).astype(dtype or floatx())
    return np.moveaxis(rows, -1, axis)


def multi_hot(inputs: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Array:
    """Convert the class indices along an axis to one row with a 1 for each class that occurs. sparse: unused."""
    inputs = convert(inputs)
    over = -1 if backend.ndim(inputs) == 1 else axis
    rows = one_hot(inputs, num_classes, -1, dtype)
    hot: Array = rows.max(axis=-2 if over == -1 else over)
    return hot
