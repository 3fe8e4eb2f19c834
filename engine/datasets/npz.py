"""Reads arrays of bytes from an npz file that may be anything: headers first, nothing pickled, no surprise in size."""

import zipfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from engine.arrays import Array
from engine.problems import ProblemError, fail

MAX_SAMPLES = 1_000_000


def read_bytes(path: Path, shapes: dict[str, tuple[int, ...]]) -> dict[str, Array]:
    """uint8 arrays by key, each ``(n, *shape)`` with ``n`` at most MAX_SAMPLES; raises bad_npz."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {key: _read(archive, f"{key}.npy", shape) for key, shape in shapes.items()}
    except ProblemError as error:
        raise fail("bad_npz", file=path.name, detail=str(error)) from None
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, NotImplementedError,
            RuntimeError) as error:
        raise fail("bad_npz", file=path.name, detail=f"{type(error).__name__}: {error}") from error


def _read(archive: zipfile.ZipFile, member: str, shape: tuple[int, ...]) -> Array:
    with archive.open(member) as file:
        found, fortran, dtype = _header(file)
        right = len(found) == len(shape) + 1 and found[1:] == shape and 0 < found[0] <= MAX_SAMPLES
        if not right or dtype != np.uint8 or fortran:
            raise fail("wrong_array", key=member, expected=("n", *shape), shape=found, dtype=str(dtype))
        size = int(np.prod(found))
        raw = file.read(size + 1)
        if len(raw) != size:
            raise fail("wrong_array_bytes", key=member, expected=size, received=len(raw))
    return np.frombuffer(bytearray(raw), np.uint8).reshape(found)


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    """Shape, whether the order is Fortran's, and type, as an npy file begins."""
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    return read(file)
