"""Reuters: 11 228 newswires of 46 topics as lists of word indices, as ``keras.datasets.reuters``.

Credits: D. D. Lewis, «Reuters-21578, Distribution 1.0», 1997. Copyright Reuters Ltd.; free for research only, so this
project does not redistribute it.
"""

import numpy as np

from engine.datasets.downloader import Progress
from engine.datasets.keras import file_cache, word_index
from engine.datasets.keras.npz import read_lists
from engine.datasets.samples import Pair
from engine.errors import fail
from engine.validators import Real

NAME, HASH = "reuters.npz", "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
INDEX, INDEX_HASH = "reuters_word_index.json", "9b56000edc4b34a32e89fd5a23b2605594682c74efcf7d8f4e2a5514b771e633"
STAND_IN = "made_topics"
CLASS_NAMES = (
    "cocoa", "grain", "veg-oil", "earn", "acq", "wheat", "copper", "housing", "money-supply", "coffee", "sugar",
    "trade", "reserves", "ship", "cotton", "carcass", "crude", "nat-gas", "cpi", "money-fx", "interest", "gnp",
    "meal-feed", "alum", "oilseed", "gold", "tin", "strategic-metal", "livestock", "retail", "ipi", "iron-steel",
    "rubber", "heat", "jobs", "lei", "bop", "zinc", "orange", "pet-chem", "dlr", "gas", "silver", "wpi", "hog", "lead",
)  # fmt: skip


def load_data(path: str = NAME, num_words: int | None = None, skip_top: int = 0, maxlen: int | None = None,
              test_split: float = 0.2, seed: int = 113, start_char: int | None = 1, oov_char: int | None = 2,
              index_from: int | None = 3, progress: Progress | None = None) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: lists of word indices; y: int64 ``(n,)``, 0 to 45.

    Arguments as for ``imdb``; test_split: share of the newswires for testing.
    Raises a ProblemError with code ``download_failed`` or ``bad_npz``.
    """
    Real(low=0, high=1).check("test_split", test_split)
    file = read_lists(file_cache.fetch_keras_file(NAME, path, HASH, STAND_IN, progress), ("x",), ("y",))
    if len(file["x"]) != len(file["y"]):
        raise fail("bad_npz", file=path, detail="x and y differ in length")
    x, y = word_index.shuffle(file["x"], file["y"], np.random.RandomState(seed))
    sequences, y = word_index.drop_long(maxlen, word_index.shift_indices(x, start_char, index_from), y)
    sequences = word_index.limit_vocabulary(sequences, num_words, skip_top, oov_char)
    cut = int(len(sequences) * (1 - test_split))
    x_train, x_test = (word_index.to_object_array(part) for part in (sequences[:cut], sequences[cut:]))
    return (x_train, y[:cut]), (x_test, y[cut:])


def get_word_index(path: str = INDEX) -> dict[str, int]:
    """The frequency rank of each word, from 1; add ``index_from`` to get the indices of :func:`load_data`."""
    return word_index.read_word_index(file_cache.fetch_keras_file(INDEX, path, INDEX_HASH, STAND_IN))


def cached_word_index() -> dict[str, int]:
    """:func:`get_word_index` if the file is in the cache, else empty; uses no network."""
    return word_index.cached_word_index(INDEX, INDEX_HASH)


def get_label_names() -> tuple[str, ...]:
    """The names of the topics, in the order of their classes."""
    return CLASS_NAMES


def download(progress: Progress | None = None) -> None:
    """Download the newswires into the cache if they are not there.

    Raises a ProblemError with code ``download_failed``.
    """
    file_cache.fetch_keras_file(NAME, NAME, HASH, STAND_IN, progress)


def available() -> bool:
    """Whether :func:`load_data` works without a network."""
    return file_cache.is_cached(NAME, HASH)
