"""CIFAR-10: 60 000 colour pictures of 32×32 pixels in ten classes, as ``keras.datasets.cifar10``.

Credits: A. Krizhevsky, «Learning Multiple Layers of Features from Tiny Images», 2009. No formal licence: it is passed
on for research and teaching, and comes from its authors' own server.
"""

from engine.datasets.downloader import Progress
from engine.datasets.keras.cifar_archive import Archive, joined
from engine.datasets.samples import Pair

CLASS_NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
ARCHIVE = Archive(
    "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
    "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    "cifar-10-batches-py-target",
    {f"cifar-10-batches-py/{name}": 10_000 for name in (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")},
)


def load_data(progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: uint8 ``(n, 32, 32, 3)``, 0 to 255; y: uint8 ``(n, 1)``, 0 to 9.

    Raises download_failed, bad_archive and bad_pickle.
    """
    *train, test = ARCHIVE.batches("labels", progress)
    return joined(train), test


def download(progress: Progress | None = None) -> None:
    """Bring the pictures into the cache if they are not there. Raises download_failed and bad_archive."""
    ARCHIVE.download(progress)


def available() -> bool:
    """Whether :func:`load_data` needs no network."""
    return ARCHIVE.found() is not None
