"""The word sequences of IMDB and Reuters: lists of frequency ranks, 1 for the most frequent word."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from engine.datasets.keras import file_cache
from engine.errors import fail
from engine.typing import Array
from engine.validators import Integer

Sequences = list[list[int]]
MAX_INDEX_BYTES = 10_000_000


def shuffle(x: Array, y: Array, rng: np.random.RandomState) -> tuple[Array, Array]:
    """Sequences and labels in the same random order."""
    order = np.arange(len(x))
    rng.shuffle(order)
    return x[order], y[order]


def shift_indices(sequences: Array, start_char: int | None, index_from: int | None) -> Sequences:
    """Add ``index_from`` (None: 0) to each index and begin each sequence with ``start_char`` (None: nothing)."""
    start = [] if start_char is None else [start_char]
    shift = index_from or 0
    return [start + [index + shift for index in sequence] for sequence in sequences]


def drop_long(maxlen: int | None, sequences: Sequences, labels: Any) -> tuple[Sequences, Any]:
    """The sequences shorter than ``maxlen``, with their labels; all if ``maxlen`` is None.

    Raises a ProblemError with code ``no_short_text`` if no sequence is shorter.
    """
    if not maxlen:
        return sequences, labels
    rows = [row for row, sequence in enumerate(sequences) if len(sequence) < maxlen]
    if not rows:
        raise fail("no_short_text", "maxlen", maxlen=maxlen)
    return [sequences[row] for row in rows], np.asarray(labels)[rows]


def limit_vocabulary(sequences: Sequences, num_words: int | None, skip_top: int, oov_char: int | None) -> Sequences:
    """Keep indices from ``skip_top`` to below ``num_words``; replace others by ``oov_char`` (None: drop them).

    If ``num_words`` is None, it is the largest index, which is then itself replaced or dropped, as in Keras.
    """
    Integer(low=1, optional=True).convert("num_words", num_words or None)
    top = num_words or max((max(sequence, default=0) for sequence in sequences), default=0)
    if oov_char is None:
        return [[index for index in sequence if skip_top <= index < top] for sequence in sequences]
    return [[index if skip_top <= index < top else oov_char for index in sequence] for sequence in sequences]


def to_object_array(sequences: Sequences) -> Array:
    """An object array of lists, as in Keras; it has two axes if all lists have the same length."""
    return np.array(sequences, dtype="object")


def read_word_index(path: Path) -> dict[str, int]:
    """The frequency rank of each word. Raises a ProblemError with code ``bad_word_index`` for any other file."""
    try:
        if path.stat().st_size > MAX_INDEX_BYTES:
            raise ValueError("the file is too large")
        ranks = json.loads(path.read_text("utf-8"))
        if not isinstance(ranks, dict) or not all(type(rank) is int for rank in ranks.values()):
            raise ValueError("it holds no words with ranks")
    except (ValueError, RecursionError) as error:
        raise fail("bad_word_index", file=path.name, detail=str(error)[:200]) from None
    return ranks


def cached_word_index(name: str, sha256: str) -> dict[str, int]:
    """The frequency rank of each word of a file in Keras's cache; empty if it is not there. Uses no network."""
    path = file_cache.find_file(name, partial(file_cache.check_hash, sha256=sha256))
    return {} if path is None else read_word_index(path)
