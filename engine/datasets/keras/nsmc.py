"""NSMC: 200 000 short Korean film reviews from Naver, positive or negative, as texts.

Credits: Lucy Park, «Naver sentiment movie corpus v1.0», 2016, CC0 1.0. Real reviews: some are coarse.
NSMC is not part of Keras: a script that must also run with Keras downloads the two files from ``BASE`` itself.
"""

from functools import partial
from pathlib import Path

import numpy as np

from engine.datasets.downloader import Progress
from engine.datasets.keras import file_cache
from engine.datasets.samples import Pair
from engine.errors import fail

BASE = "https://raw.githubusercontent.com/e9t/nsmc/master/"
FOLDER = "nsmc"
FILES = {
    "ratings_train.txt": "e03b7d14e9e41be8d464a28057cd25d7396c53e67aa7fd5f7e552c59b0ee2940",
    "ratings_test.txt": "8ac9f64052f11dbf6ae0acb5e038f03d90a76f0eda7820cfb3a92d02edfcebda",
}
CLASS_NAMES = ("negative", "positive")
STAND_IN = "made_reviews"
HEADER = "id\tdocument\tlabel"
LABELS = {"0": 0, "1": 1}


def load_data(progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: 150 000 and 50 000 strings; y: int64 ``(n,)``, 1 for positive.

    Raises a ProblemError with code ``download_failed`` or ``bad_ratings``.
    """
    train, test = map(read, download(progress))
    return train, test


def download(progress: Progress | None = None) -> list[Path]:
    """Paths of the two cached files, downloaded if missing. Raises a ProblemError with code ``download_failed``."""
    return [
        file_cache.fetch(BASE + name, name, partial(file_cache.check_hash, sha256=sha256), stand_in=STAND_IN,
                         subfolder=FOLDER, progress=progress)
        for name, sha256 in FILES.items()
    ]


def available() -> bool:
    """Whether :func:`load_data` works without a network."""
    return all(
        file_cache.find_file(name, partial(file_cache.check_hash, sha256=sha256), FOLDER) is not None
        for name, sha256 in FILES.items()
    )


def read(path: Path) -> Pair:
    """Reviews and labels of one file, which has one review a line: id, text and label, separated by tabs.

    Raises a ProblemError with code ``bad_ratings`` if the file has another format.
    """
    header, *lines = path.read_text("utf-8", errors="replace").rstrip("\n").split("\n")
    rows = [line.rstrip("\r").split("\t") for line in lines]
    if header.rstrip("\r") != HEADER or any(len(row) != 3 or row[2] not in LABELS for row in rows):
        raise fail("bad_ratings", file=path.name)
    return np.array([row[1] for row in rows], object), np.array([LABELS[row[2]] for row in rows], "int64")
