"""CIFAR-100: 60 000 colour images of 32×32 pixels in 100 classes, as ``keras.datasets.cifar100``.

Credits and terms as for :mod:`engine.datasets.keras.cifar10`.
"""

from engine.datasets.downloader import Progress
from engine.datasets.keras.cifar_archive import CifarArchive
from engine.datasets.samples import Pair
from engine.validators import Choice

ARCHIVE = CifarArchive(
    "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz",
    "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
    "cifar-100-python-target",
    {"cifar-100-python/train": 50_000, "cifar-100-python/test": 10_000},
)


def load_data(label_mode: str = "fine", progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``, with x and y in the format of CIFAR-10.

    label_mode: ``fine`` (100 classes) or ``coarse`` (20). Raises a ProblemError with code ``download_failed``,
    ``bad_archive`` or ``bad_pickle``.
    """
    mode = Choice(choices=("fine", "coarse")).check("label_mode", label_mode)
    train, test = ARCHIVE.load_batches(f"{mode}_labels", progress)
    return train, test
