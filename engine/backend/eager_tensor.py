"""EagerTensor: the array that models, layers, losses, metrics, initializers and operations return to their caller."""

from collections.abc import Callable, Iterator
from typing import Any, final

import numpy as np

from engine.backend.config import floatx
from engine.errors import fail

DTYPES_OF_NUMBERS = {bool: "bool", int: "int32", float: floatx()}
"""The dtype of the tensor of a Python number, as in Keras."""


def _wrap(name: str) -> Callable[..., Any]:
    """The method of NumPy's array of that name, with a tensor as its result."""
    method = getattr(np.ndarray, name)

    def call(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        return eager(method(self.view(np.ndarray), *args, **kwargs))

    call.__name__, call.__doc__ = name, method.__doc__
    return call


@final
class EagerTensor(np.ndarray):
    """A NumPy array with the methods of a tensor: its values are known, and it does not change.

    Operators, methods and indexing return tensors, NumPy's functions plain arrays and numbers, as in Keras on
    TensorFlow. It is returned to the caller only: inside the engine, and in files, arrays are plain.
    _keras_mask: the time steps that count, set by the layer that made the tensor, for the next layer that is called.
    """

    _keras_mask: Any = None

    def numpy(self) -> Any:
        """The plain array, which shares its memory with the tensor; a NumPy number for a tensor without axes."""
        return self.view(np.ndarray)[()]

    def get_shape(self) -> tuple[int, ...]:
        return self.shape

    def __hash__(self) -> int:  # type: ignore[override]
        """That of the number, for a tensor without axes; raises a TypeError for others, as NumPy does."""
        return hash(self.item() if self.ndim == 0 else self.view(np.ndarray))

    def __iter__(self) -> Iterator[Any]:
        return map(eager, self.view(np.ndarray))

    def __setitem__(self, key: Any, value: Any) -> None:
        raise fail("tensor_is_constant")

    def __repr__(self) -> str:
        values = repr(self.view(np.ndarray)) if self.ndim else str(self.numpy())
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype}, numpy={_on_a_line(values)}>"

    def __str__(self) -> str:
        return f"tf.Tensor({_on_a_line(str(self.numpy()))}, shape={self.shape}, dtype={self.dtype})"

    def __format__(self, format_spec: str) -> str:
        return format(self.numpy(), format_spec)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return getattr(ufunc, method)(*map(plain, inputs), **{name: plain(value) for name, value in kwargs.items()})

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        result = super().__array_function__(func, types, args, kwargs)
        return type(result)(map(_strip, result)) if type(result) in (list, tuple) else _strip(result)

    __getitem__, __add__, __radd__, __sub__, __rsub__, __mul__, __rmul__ = map(_wrap, (
        "__getitem__", "__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__"))
    __truediv__, __rtruediv__, __floordiv__, __rfloordiv__, __mod__, __rmod__, __pow__, __rpow__ = map(_wrap, (
        "__truediv__", "__rtruediv__", "__floordiv__", "__rfloordiv__", "__mod__", "__rmod__", "__pow__", "__rpow__"))
    __matmul__, __rmatmul__, __neg__, __pos__, __abs__, __invert__ = map(_wrap, (
        "__matmul__", "__rmatmul__", "__neg__", "__pos__", "__abs__", "__invert__"))
    __eq__, __ne__, __lt__, __le__, __gt__, __ge__ = map(_wrap, (
        "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"))
    __and__, __rand__, __or__, __ror__, __xor__, __rxor__ = map(_wrap, (
        "__and__", "__rand__", "__or__", "__ror__", "__xor__", "__rxor__"))
    __iadd__, __isub__, __imul__, __itruediv__ = __add__, __sub__, __mul__, __truediv__
    __ifloordiv__, __imod__, __ipow__, __imatmul__ = __floordiv__, __mod__, __pow__, __matmul__
    __iand__, __ior__, __ixor__ = __and__, __or__, __xor__
    mean, sum, max, min, prod, std, var, argmax, argmin = map(_wrap, (
        "mean", "sum", "max", "min", "prod", "std", "var", "argmax", "argmin"))
    any, all, cumsum, dot, clip, round, argsort, take, trace, repeat = map(_wrap, (
        "any", "all", "cumsum", "dot", "clip", "round", "argsort", "take", "trace", "repeat"))


def eager(x: Any, is_weak: bool = False) -> Any:
    """Convert an array or a number to an EagerTensor; anything else, such as a traced tensor, is returned unchanged.

    is_weak: the operands were Python numbers, whose float64 result gets the float type of training.
    """
    if isinstance(x, np.ndarray | np.generic):
        array = np.asarray(x)
        return (array.astype(floatx()) if is_weak and array.dtype == np.float64 else array).view(EagerTensor)
    if type(x) in DTYPES_OF_NUMBERS:
        return np.asarray(x, DTYPES_OF_NUMBERS[type(x)]).view(EagerTensor)
    return x


def as_tensors(result: Any) -> Any:
    """Convert an array, or the arrays in nested lists, to EagerTensors."""
    return list(map(as_tensors, result)) if isinstance(result, list) else eager(result)


def eager_array(x: Any) -> Any:
    """Like :func:`eager`, but Python numbers are returned unchanged."""
    return eager(x) if isinstance(x, np.ndarray | np.generic) else x


def _on_a_line(text: str) -> str:
    """Text of several lines begins on a line below, as TensorFlow prints it."""
    return f"\n{text}" if "\n" in text else text


def plain(x: Any) -> Any:
    """Convert an EagerTensor, or those in a tuple, to plain arrays that share its memory."""
    if isinstance(x, EagerTensor):
        return x.view(np.ndarray)
    return tuple(map(plain, x)) if type(x) is tuple else x


def _strip(result: Any) -> Any:
    """The result of a NumPy function: a plain array, or a number if it has no axes."""
    return result.view(np.ndarray)[()] if isinstance(result, EagerTensor) else result
