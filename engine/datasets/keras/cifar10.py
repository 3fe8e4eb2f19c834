"""CIFAR-10: 60 000 colour images of 32×32 pixels in ten classes, as ``keras.datasets.cifar10``.

Credits: A. Krizhevsky, «Learning Multiple Layers of Features from Tiny Images», 2009. No formal licence:
its authors distribute it for research and teaching from their own server.
"""

from engine.datasets.downloader import Progress
from engine.datasets.keras.cifar_archive import CifarArchive, concatenate
from engine.datasets.samples import Pair

CLASS_NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
ARCHIVE = CifarArchive(
    "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
    "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    "cifar-10-batches-py-target",
    {f"cifar-10-batches-py/{name}": 10_000 for name in (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")},
)


def load_data(progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: uint8 ``(n, 32, 32, 3)``, 0 to 255; y: uint8 ``(n, 1)``, 0 to 9.

    Raises a ProblemError with code ``download_failed``, ``bad_archive`` or ``bad_pickle``.
    """
    *train, test = ARCHIVE.load_batches("labels", progress)
    return concatenate(train), test


def download(progress: Progress | None = None) -> None:
    """Download the images into the cache if they are not there.

    Raises a ProblemError with code ``download_failed`` or ``bad_archive``.
    """
    ARCHIVE.download(progress)


def available() -> bool:
    """Whether :func:`load_data` works without a network."""
    return ARCHIVE.cached_paths() is not None
