"""MNIST: 70 000 handwritten digits of 28×28 pixels, from Keras's cache or the network, as ``keras.datasets.mnist``.

Credits: Y. LeCun, C. Cortes, C. J. C. Burges, «The MNIST database of handwritten digits»; CC BY-SA 3.0.
"""

import os
from pathlib import Path

from engine.datasets.downloader import Progress
from engine.datasets.keras import file_cache
from engine.datasets.keras.npz import read_uint8
from engine.datasets.samples import Pair
from engine.errors import fail

HASH = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
CLASS_NAMES = tuple("0123456789")
SHAPES = {"x_train": (28, 28), "y_train": (), "x_test": (28, 28), "y_test": ()}

FILE_VARIABLE = "KERAS_BLOCKS_MNIST"
"""Environment variable with the absolute path of a file to use in place of ``mnist.npz``; its hash is not checked."""


def load_data(path: str = "mnist.npz", progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: uint8 ``(n, 28, 28)``, 0 to 255; y: uint8 ``(n,)``, 0 to 9.

    path: the name in the cache folder, as in Keras; or the absolute path of a file, whose hash is not checked.
    Raises a ProblemError with code ``download_failed`` or ``bad_npz``.
    """
    arrays = read_uint8(download(path, progress), SHAPES)
    for part in ("train", "test"):
        if len(arrays[f"x_{part}"]) != len(arrays[f"y_{part}"]):
            raise fail("bad_npz", file=path, detail=f"x_{part} and y_{part} differ in length")
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def download(path: str = "mnist.npz", progress: Progress | None = None) -> Path:
    """The path of the cached file, downloaded if missing. Raises a ProblemError with code ``download_failed``."""
    return _explicit_path(path) or file_cache.fetch("mnist.npz", path, _check, stand_in="digits", progress=progress)


def available(path: str = "mnist.npz") -> bool:
    """Whether :func:`load_data` works without a network."""
    return _explicit_path(path) is not None or file_cache.find_file(path, _check) is not None


def _explicit_path(path: str) -> Path | None:
    """The absolute path given by the caller or the environment variable, if any."""
    file = Path(os.environ.get(FILE_VARIABLE) or path)
    return file if file.is_absolute() else None


def _check(path: Path) -> None:
    file_cache.check_hash(path, HASH)
