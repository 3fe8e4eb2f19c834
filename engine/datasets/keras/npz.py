"""Read arrays from untrusted npz files: headers are checked first, pickles are restricted, sizes are limited."""

import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from engine.datasets.keras.safe_pickle import load_pickle
from engine.errors import ProblemError, fail
from engine.typing import Array

MAX_SAMPLES = 1_000_000
MAX_PICKLE_BYTES = 500_000_000

Shapes = Mapping[str, tuple[int, ...]]
"""Shape of one sample by key."""


def read_uint8(path: Path, shapes: Shapes) -> dict[str, Array]:
    """uint8 arrays by key, each ``(n, *shape)`` with ``n`` at most MAX_SAMPLES.

    Raises a ProblemError with code ``bad_npz``.
    """
    return _read_all(path, shapes, lambda file, key: _numeric(file, key, shapes[key], "u1"))


def read_numeric(path: Path, shapes: Shapes) -> dict[str, Array]:
    """Like :func:`read_uint8`, but for arrays of any integer or float type."""
    return _read_all(path, shapes, lambda file, key: _numeric(file, key, shapes[key]))


def read_lists(path: Path, list_keys: Collection[str], numeric_keys: Collection[str]) -> dict[str, Array]:
    """Arrays by key: object arrays ``(n,)`` of lists of integers, and numeric arrays ``(n,)``.

    list_keys: keys of the arrays of lists, which are pickled in the file. numeric_keys: keys of the numeric arrays.
    Raises a ProblemError with code ``bad_npz``.
    """

    def read(file: IO[bytes], key: str) -> Array:
        return _lists(file, key) if key in list_keys else _numeric(file, key, ())

    return _read_all(path, (*list_keys, *numeric_keys), read)


def _read_all(path: Path, keys: Collection[str], read: Callable[[IO[bytes], str], Array]) -> dict[str, Array]:
    try:
        with zipfile.ZipFile(path) as archive:
            arrays = {}
            for key in keys:
                with archive.open(f"{key}.npy") as file:
                    arrays[key] = read(file, key)
            return arrays
    except ProblemError as error:
        raise fail("bad_npz", file=path.name, detail=str(error)) from None
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, NotImplementedError,
            RuntimeError) as error:
        raise fail("bad_npz", file=path.name, detail=f"{type(error).__name__}: {error}") from error


def _numeric(file: IO[bytes], key: str, sample_shape: tuple[int, ...], required: str | None = None) -> Array:
    """An array ``(n, *sample_shape)`` of the required type, or of any integer or float type."""
    shape, fortran, dtype = _header(file)
    fits = len(shape) == len(sample_shape) + 1 and shape[1:] == sample_shape and 0 < shape[0] <= MAX_SAMPLES
    if not fits or fortran or (dtype != required if required else dtype.kind not in "fiu"):
        raise fail("wrong_array", key=key, kind=required or "numbers", expected=("n", *sample_shape), shape=shape,
                   dtype=str(dtype))
    size = int(np.prod(shape)) * dtype.itemsize
    data = file.read(size + 1)
    if len(data) != size:
        raise fail("wrong_array_bytes", key=key, expected=size, received=len(data))
    return np.frombuffer(bytearray(data), dtype).reshape(shape)


def _lists(file: IO[bytes], key: str) -> Array:
    """An object array ``(n,)`` of lists of integers."""
    shape, _, dtype = _header(file)
    if len(shape) != 1 or dtype.kind != "O":
        raise fail("wrong_array", key=key, kind="lists", expected=("n",), shape=shape, dtype=str(dtype))
    data = file.read(MAX_PICKLE_BYTES + 1)
    if len(data) > MAX_PICKLE_BYTES:
        raise fail("wrong_array_bytes", key=key, expected=MAX_PICKLE_BYTES, received=len(data))
    lists = load_pickle(data, key)
    if not isinstance(lists, np.ndarray) or lists.shape != shape or not all(_is_int_list(each) for each in lists):
        raise fail("bad_pickle", file=key, detail="it holds no lists of whole numbers")
    return lists


def _is_int_list(value: Any) -> bool:
    return isinstance(value, list) and set(map(type, value)) <= {int}


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    """``(shape, fortran, dtype)`` of an array; fortran: whether its values are in Fortran's order."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    return read(file)
