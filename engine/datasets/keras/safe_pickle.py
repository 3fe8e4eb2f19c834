"""Reads pickled NumPy arrays, lists, dicts, numbers and strings, and nothing else: a pickle could name any function.

Nothing is called by a name that the file gives. What NumPy's arrays are pickled as is taken apart here: the type, the
shape and the numbers are looked at before an array of them is made.
"""

import io
import math
import pickle
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.typing import Array

CODES = frozenset({"b1", "u1", "i1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8", "O8"})
MAX_RANK = 8


@final
class PickledType:
    """What stands for ``numpy.dtype`` while a pickle is read: one of a few codes, then its byte order."""

    def __init__(self, code: Any, *_: Any) -> None:
        code = code.decode("latin-1") if isinstance(code, bytes) else code
        if code not in CODES:
            raise pickle.UnpicklingError(f"arrays of the type {str(code)[:40]}")
        self.dtype = np.dtype(code)

    def __setstate__(self, state: Any) -> None:
        self.dtype = self.dtype.newbyteorder(">" if state[1] in (">", b">") else "<")


@final
class PickledArray:
    """What stands for an array while a pickle is read; :attr:`array` is the array itself."""

    array: Array

    def __init__(self, *_: Any) -> None:
        """Whatever is said of an empty array does not matter: its state follows."""

    def __setstate__(self, state: Any) -> None:
        _, shape, kind, fortran, raw = state
        whole = all(type(n) is int and n >= 0 for n in shape)
        if not isinstance(kind, PickledType) or len(shape) > MAX_RANK or not whole:
            raise pickle.UnpicklingError("an array whose type or shape is none")
        size = math.prod(shape)
        objects = kind.dtype.hasobject
        expected = size * (1 if objects else kind.dtype.itemsize)
        if not isinstance(raw, list if objects else bytes) or len(raw) != expected:
            raise pickle.UnpicklingError("an array whose numbers do not fill its shape")
        if objects:
            flat = np.empty(size, object)
            for place, item in enumerate(raw):  # at once, lists of one length would become a table
                flat[place] = item
        else:
            flat = np.frombuffer(bytearray(raw), kind.dtype)
        self.array = flat.reshape(shape, order="F" if fortran else "C")


def rebuilt(*_: Any) -> PickledArray:
    """What stands for NumPy's own function that begins an array."""
    return PickledArray()


NAMES: dict[tuple[str, str], Any] = {
    ("numpy", "dtype"): PickledType,
    ("numpy", "ndarray"): "ndarray",
    ("numpy.core.multiarray", "_reconstruct"): rebuilt,
    ("numpy._core.multiarray", "_reconstruct"): rebuilt,
}


@final
class ArrayUnpickler(pickle.Unpickler):
    """Knows the names that pickled arrays use; every other is refused."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return NAMES[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"the name {module[:40]}.{name[:40]}") from None


def unpickled(raw: bytes, file: str) -> Any:
    """What a pickle holds: an array, or a dict (with strings as keys) of arrays, lists and strings.

    Raises bad_pickle for anything else and for what is broken.
    """
    try:
        found = ArrayUnpickler(io.BytesIO(raw), encoding="bytes").load()
        if isinstance(found, dict):
            return {_text(key): _array(value) for key, value in found.items()}
        return _array(found)
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError, ImportError,
            MemoryError, OverflowError, RecursionError) as error:
        raise fail("bad_pickle", file=file, detail=f"{type(error).__name__}: {error}"[:200]) from None


def _array(value: Any) -> Any:
    return value.array if isinstance(value, PickledArray) else value


def _text(key: Any) -> str:
    return key.decode() if isinstance(key, bytes) else str(key)
