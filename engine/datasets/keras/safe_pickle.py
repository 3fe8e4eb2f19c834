"""A restricted unpickler for NumPy arrays, lists, dicts, numbers and strings.

A pickle can name any importable function and have it called. Here no name from the file is imported: NumPy's pickled
arrays are decoded by the classes below, which check dtype, shape and size before an array is built.
"""

import io
import math
import pickle
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.typing import Array

DTYPE_CODES = frozenset({"b1", "u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "O8"})
MAX_RANK = 8


@final
class PickledDtype:
    """Replaces ``numpy.dtype`` while unpickling. code: one of DTYPE_CODES. ``__setstate__`` sets the byte order."""

    def __init__(self, code: Any, *_: Any) -> None:
        code = code.decode("latin-1") if isinstance(code, bytes) else code
        if code not in DTYPE_CODES:
            raise pickle.UnpicklingError(f"arrays of the type {str(code)[:40]}")
        self.dtype = np.dtype(code)

    def __setstate__(self, state: Any) -> None:
        self.dtype = self.dtype.newbyteorder(">" if state[1] in (">", b">") else "<")


@final
class PickledArray:
    """Replaces ``numpy.ndarray`` while unpickling; :attr:`array` is the array."""

    array: Array

    def __init__(self, *_: Any) -> None:
        """Ignore the arguments, which describe an empty array; ``__setstate__`` sets shape and values."""

    def __setstate__(self, state: Any) -> None:
        _, shape, dtype, fortran, data = state
        is_shape = all(type(n) is int and n >= 0 for n in shape)
        if not isinstance(dtype, PickledDtype) or len(shape) > MAX_RANK or not is_shape:
            raise pickle.UnpicklingError("an array whose type or shape is none")
        size = math.prod(shape)
        is_object = dtype.dtype.hasobject
        expected = size * (1 if is_object else dtype.dtype.itemsize)
        if not isinstance(data, list if is_object else bytes) or len(data) != expected:
            raise pickle.UnpicklingError("an array whose numbers do not fill its shape")
        if is_object:
            flat = np.empty(size, object)
            for i, item in enumerate(data):  # one by one: assigned at once, lists of equal length become a 2-D array
                flat[i] = item
        else:
            flat = np.frombuffer(bytearray(data), dtype.dtype)
        self.array = flat.reshape(shape, order="F" if fortran else "C")


def reconstruct(*_: Any) -> PickledArray:
    """Replaces NumPy's ``_reconstruct``, the function that a pickle calls to create an array."""
    return PickledArray()


NAMES: dict[tuple[str, str], Any] = {
    ("numpy", "dtype"): PickledDtype,
    ("numpy", "ndarray"): "ndarray",
    ("numpy.core.multiarray", "_reconstruct"): reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): reconstruct,
}


@final
class ArrayUnpickler(pickle.Unpickler):
    """Resolves the names in NAMES and refuses all others."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return NAMES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"the name {module[:40]}.{name[:40]}") from None


def load_pickle(data: bytes, file: str) -> Any:
    """Unpickle an array or a value of built-in types. The keys of a dict become strings.

    file: its name, for the error. Raises a ProblemError with code ``bad_pickle`` if the pickle needs a name that is not
    in NAMES, or is damaged.
    """
    try:
        value = ArrayUnpickler(io.BytesIO(data), encoding="bytes").load()
        if isinstance(value, dict):
            return {_text(key): _array(item) for key, item in value.items()}
        return _array(value)
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, ImportError,
            MemoryError, OverflowError, RecursionError) as error:
        raise fail("bad_pickle", file=file, detail=f"{type(error).__name__}: {error}"[:200]) from None


def _array(value: Any) -> Any:
    return value.array if isinstance(value, PickledArray) else value


def _text(key: Any) -> str:
    return key.decode() if isinstance(key, bytes) else str(key)
