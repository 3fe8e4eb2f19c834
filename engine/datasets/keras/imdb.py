"""IMDB: 50 000 film reviews, positive or negative, as lists of word indices, as ``keras.datasets.imdb``.

Credits: A. Maas et al., «Learning Word Vectors for Sentiment Analysis», ACL 2011. No formal licence: free for research
and teaching with citation; the texts belong to their authors, so this project does not redistribute them.
"""

import numpy as np

from engine.datasets.downloader import Progress
from engine.datasets.keras import file_cache, word_index
from engine.datasets.keras.npz import read_lists
from engine.datasets.samples import Pair
from engine.errors import fail

NAME, HASH = "imdb.npz", "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
INDEX, INDEX_HASH = "imdb_word_index.json", "027313fe9a320280f3bf0fac5baf58c4a683cf39a7ed9c3d3d3912bde4284cf6"
CLASS_NAMES = ("negative", "positive")
STAND_IN = "made_reviews"


def load_data(path: str = NAME, num_words: int | None = None, skip_top: int = 0, maxlen: int | None = None,
              seed: int = 113, start_char: int | None = 1, oov_char: int | None = 2, index_from: int | None = 3,
              progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: lists of word indices; y: int64 ``(n,)``, 1 for a positive review.

    path: as for ``mnist``. Indices from ``skip_top`` to below ``num_words`` (None: the largest index) are kept; the
    others are replaced by ``oov_char``, or dropped if it is None. maxlen: keep only reviews that are shorter.
    seed: of the shuffle. start_char: index that begins each review. index_from: added to each rank to make its index.
    Raises a ProblemError with code ``download_failed`` or ``bad_npz``.
    """
    file = read_lists(file_cache.fetch_keras_file(NAME, path, HASH, STAND_IN, progress), ("x_train", "x_test"),
                      ("y_train", "y_test"))
    rng = np.random.RandomState(seed)
    xs, ys = [], []
    for part in ("train", "test"):
        x, y = file[f"x_{part}"], file[f"y_{part}"]
        if len(x) != len(y):
            raise fail("bad_npz", file=path, detail=f"x_{part} and y_{part} differ in length")
        x, y = word_index.shuffle(x, y, rng)
        sequences, labels = word_index.drop_long(maxlen, word_index.shift_indices(x, start_char, index_from), y)
        xs.append(sequences)
        ys.append(labels)
    sequences = word_index.limit_vocabulary(xs[0] + xs[1], num_words, skip_top, oov_char)
    cut = len(xs[0])
    return (word_index.to_object_array(sequences[:cut]), ys[0]), (word_index.to_object_array(sequences[cut:]), ys[1])


def get_word_index(path: str = INDEX) -> dict[str, int]:
    """The frequency rank of each word, from 1; add ``index_from`` to get the indices of :func:`load_data`."""
    return word_index.read_word_index(file_cache.fetch_keras_file(INDEX, path, INDEX_HASH, STAND_IN))


def cached_word_index() -> dict[str, int]:
    """:func:`get_word_index` if the file is in the cache, else empty; uses no network."""
    return word_index.cached_word_index(INDEX, INDEX_HASH)


def download(progress: Progress | None = None) -> None:
    """Download the reviews into the cache if they are not there.

    Raises a ProblemError with code ``download_failed``.
    """
    file_cache.fetch_keras_file(NAME, NAME, HASH, STAND_IN, progress)


def available() -> bool:
    """Whether :func:`load_data` works without a network."""
    return file_cache.is_cached(NAME, HASH)
