"""Read gzipped IDX files, the format of MNIST and Fashion-MNIST; every size is checked before memory is allocated.

IDX: two zero bytes, the type (8 is uint8), the number of axes, each axis as a big-endian uint32, then the values.
Source: Y. LeCun, C. Cortes, «The MNIST database of handwritten digits», file formats.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path

import numpy as np

from engine.errors import ProblemError, fail
from engine.typing import Array

MAX_SAMPLES = 1_000_000
UINT8 = 8


def read_idx(path: Path, shape: tuple[int, ...]) -> Array:
    """The uint8 array ``(n, *shape)`` of a file. Raises a ProblemError with code ``bad_idx`` if it is damaged."""
    try:
        with gzip.open(path, "rb") as file:
            full_shape = _header(file, shape)
            size = math.prod(full_shape)
            data = file.read(size + 1)
    except ProblemError as error:
        raise fail("bad_idx", file=path.name, detail=str(error)) from None
    except (OSError, EOFError, zlib.error) as error:
        raise fail("bad_idx", file=path.name, detail=f"{type(error).__name__}: {error}") from error
    if len(data) != size:
        detail = str(fail("wrong_array_bytes", key=path.name, expected=size, received=len(data)))
        raise fail("bad_idx", file=path.name, detail=detail)
    return np.frombuffer(bytearray(data), np.uint8).reshape(full_shape)


def check_idx(path: Path, shape: tuple[int, ...]) -> None:
    """Check only the header, which is quick; for files that have been read completely before.

    Raises a ProblemError with code ``bad_idx``.
    """
    try:
        with gzip.open(path, "rb") as file:
            _header(file, shape)
    except (OSError, EOFError, zlib.error, ProblemError) as error:
        raise fail("bad_idx", file=path.name, detail=str(error)) from None


def _header(file: gzip.GzipFile, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The shape of the array, ``(n, *shape)``."""
    axes = len(shape) + 1
    head = file.read(4 + 4 * axes)
    if len(head) != 4 + 4 * axes or head[:4] != bytes((0, 0, UINT8, axes)):
        raise fail("bad_magic", expected=bytes((0, 0, UINT8, axes)).hex(), received=head[:4].hex())
    full_shape = struct.unpack(f">{axes}I", head[4:])
    if full_shape[1:] != shape or not 0 < full_shape[0] <= MAX_SAMPLES:
        raise fail("wrong_array", key="idx", kind="uint8", expected=("n", *shape), shape=full_shape, dtype="uint8")
    return full_shape
