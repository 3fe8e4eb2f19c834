"""Fashion-MNIST: 70 000 images of clothes in the format of MNIST, as ``keras.datasets.fashion_mnist``.

Credits: H. Xiao, K. Rasul, R. Vollgraf, «Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
Algorithms», arXiv:1708.07747; MIT, Zalando SE.
"""

from functools import partial
from pathlib import Path

from engine.datasets.downloader import Progress
from engine.datasets.keras import file_cache
from engine.datasets.keras.idx import check_idx, read_idx
from engine.datasets.samples import Pair
from engine.errors import fail

CLASS_NAMES = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
)
FOLDER = "fashion-mnist"
FILES = {
    "train-labels-idx1-ubyte.gz": (),
    "train-images-idx3-ubyte.gz": (28, 28),
    "t10k-labels-idx1-ubyte.gz": (),
    "t10k-images-idx3-ubyte.gz": (28, 28),
}
"""File names in the cache and on the server, with the shape of a sample. No hash is checked, as in Keras."""


def load_data(progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: uint8 ``(n, 28, 28)``, 0 to 255; y: uint8 ``(n,)``, 0 to 9.

    Raises a ProblemError with code ``download_failed`` or ``bad_idx``.
    """
    y_train, x_train, y_test, x_test = map(read_idx, download(progress), FILES.values())
    for name, x, y in (("train", x_train, y_train), ("t10k", x_test, y_test)):
        if len(x) != len(y):
            raise fail("bad_idx", file=name, detail="images and labels differ in number")
    return (x_train, y_train), (x_test, y_test)


def download(progress: Progress | None = None) -> list[Path]:
    """Paths of the cached files, in the order of FILES; downloaded if missing.

    Raises a ProblemError with code ``download_failed``.
    """
    return [
        file_cache.fetch(name, name, partial(read_idx, shape=shape), stand_in="digits", subfolder=FOLDER,
                         progress=progress)
        for name, shape in FILES.items()
    ]


def available() -> bool:
    """Whether :func:`load_data` works without a network."""
    return all(file_cache.find_file(name, partial(check_idx, shape=shape), FOLDER) for name, shape in FILES.items())
