"""MNIST: 70 000 handwritten digits of 28×28 pixels, from Keras's cache or the network, as ``keras.datasets.mnist``.

Credits: Y. LeCun, C. Cortes, C. J. C. Burges, «The MNIST database of handwritten digits»; CC BY-SA 3.0.
"""

import os
from pathlib import Path

from engine.datasets.downloader import Progress
from engine.datasets.keras import file_cache
from engine.datasets.keras.npz import read_bytes
from engine.datasets.samples import Pair
from engine.errors import fail

HASH = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
CLASS_NAMES = tuple("0123456789")
SHAPES = {"x_train": (28, 28), "y_train": (), "x_test": (28, 28), "y_test": ()}

FILE_VARIABLE = "KERAS_BLOCKS_MNIST"
"""Names a file with the four arrays of ``mnist.npz`` to use instead: it is read with care, but no hash is asked."""


def load_data(path: str = "mnist.npz", progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: uint8 ``(n, 28, 28)``, 0 to 255; y: uint8 ``(n,)``, 0 to 9.

    path: the name in the cache folder, as in Keras; or the absolute path of a file to use, whose hash is not asked.
    Raises download_failed and bad_npz.
    """
    arrays = read_bytes(download(path, progress), SHAPES)
    for part in ("train", "test"):
        if len(arrays[f"x_{part}"]) != len(arrays[f"y_{part}"]):
            raise fail("bad_npz", file=path, detail=f"x_{part} and y_{part} differ in length")
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


def download(path: str = "mnist.npz", progress: Progress | None = None) -> Path:
    """The file in the cache, downloaded if it is not there. Raises download_failed."""
    return _given(path) or file_cache.fetch("mnist.npz", path, _check, stand_in="digits", progress=progress)


def available(path: str = "mnist.npz") -> bool:
    """Whether :func:`load_data` needs no network."""
    return _given(path) is not None or file_cache.find_file(path, _check) is not None


def _given(path: str) -> Path | None:
    """The file that the caller or the environment names, if there is one."""
    given = Path(os.environ.get(FILE_VARIABLE) or path)
    return given if given.is_absolute() else None


def _check(path: Path) -> None:
    file_cache.check_hash(path, HASH)
