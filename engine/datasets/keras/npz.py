"""Reads arrays from an npz file that may be anything: headers first, pickles with care, no surprise in size."""

import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from engine.datasets.keras.safe_pickle import unpickled
from engine.errors import ProblemError, fail
from engine.typing import Array

MAX_SAMPLES = 1_000_000


Shapes = Mapping[str, tuple[int, ...]]
MAX_PICKLE = 500_000_000
"""Bytes of a pickled array that are read at most."""


def read_bytes(path: Path, shapes: Shapes) -> dict[str, Array]:
    """uint8 arrays by key, each ``(n, *shape)`` with ``n`` at most MAX_SAMPLES; raises bad_npz."""
    return _read_all(path, shapes, lambda file, key: _numbers(file, key, shapes[key], "u1"))


def read_numbers(path: Path, shapes: Shapes) -> dict[str, Array]:
    """As :func:`read_bytes` for arrays of any whole numbers or floats."""
    return _read_all(path, shapes, lambda file, key: _numbers(file, key, shapes[key]))


def read_lists(path: Path, lists: Collection[str], numbers: Collection[str]) -> dict[str, Array]:
    """Arrays of lists of whole numbers, which are pickled, and of numbers ``(n,)``; raises bad_npz."""

    def read(file: IO[bytes], key: str) -> Array:
        return _lists(file, key) if key in lists else _numbers(file, key, ())

    return _read_all(path, (*lists, *numbers), read)


def _read_all(path: Path, keys: Collection[str], read: Callable[[IO[bytes], str], Array]) -> dict[str, Array]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = {}
            for key in keys:
                with archive.open(f"{key}.npy") as file:
                    found[key] = read(file, key)
            return found
    except ProblemError as error:
        raise fail("bad_npz", file=path.name, detail=str(error)) from None
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, NotImplementedError,
            RuntimeError) as error:
        raise fail("bad_npz", file=path.name, detail=f"{type(error).__name__}: {error}") from error


def _numbers(file: IO[bytes], key: str, shape: tuple[int, ...], wanted: str | None = None) -> Array:
    found, fortran, dtype = _header(file)
    right = len(found) == len(shape) + 1 and found[1:] == shape and 0 < found[0] <= MAX_SAMPLES
    if not right or fortran or (dtype != wanted if wanted else dtype.kind not in "fiu"):
        raise fail("wrong_array", key=key, kind=wanted or "numbers", expected=("n", *shape), shape=found,
                   dtype=str(dtype))
    size = int(np.prod(found)) * dtype.itemsize
    raw = file.read(size + 1)
    if len(raw) != size:
        raise fail("wrong_array_bytes", key=key, expected=size, received=len(raw))
    return np.frombuffer(bytearray(raw), dtype).reshape(found)


def _lists(file: IO[bytes], key: str) -> Array:
    """``(n,)`` lists of whole numbers."""
    found, _, dtype = _header(file)
    if len(found) != 1 or dtype.kind != "O":
        raise fail("wrong_array", key=key, kind="lists", expected=("n",), shape=found, dtype=str(dtype))
    raw = file.read(MAX_PICKLE + 1)
    if len(raw) > MAX_PICKLE:
        raise fail("wrong_array_bytes", key=key, expected=MAX_PICKLE, received=len(raw))
    lists = unpickled(raw, key)
    if not isinstance(lists, np.ndarray) or lists.shape != found or not all(_is_list(each) for each in lists):
        raise fail("bad_pickle", file=key, detail="it holds no lists of whole numbers")
    return lists


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and set(map(type, value)) <= {int}


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    """Shape, whether the order is Fortran's, and type, as an npy file begins."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    return read(file)
