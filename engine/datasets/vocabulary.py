"""Vocabularies of text data sets: the word of each index, to show a sequence of indices as text."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from engine.typing import Array

FOLDER = Path(__file__).parent / "generated" / "vocabularies"
SPECIAL = ("", "", "[UNK]", "")
"""Indices 0 to 3 of Keras's IMDB and Reuters: padding, start, unknown word, unused."""


@cache
def read_vocabulary(name: str) -> tuple[str, ...]:
    """The words of a generated set by index: line ``i`` of ``NAME.txt`` is the word of index ``i``; UTF-8."""
    return tuple((FOLDER / f"{name}.txt").read_text("utf-8").split("\n")[:-1])


def from_ranks(ranks: Mapping[str, int], size: int) -> tuple[str, ...]:
    """The words by index, for indices that are ranks plus 3, as ``imdb.load_data`` makes them.

    ranks: of ``get_word_index()``, from 1. size: of the vocabulary, including the indices of :data:`SPECIAL`.
    """
    words = [*SPECIAL, *[""] * max(0, size - len(SPECIAL))]
    for word, rank in ranks.items():
        if rank + 3 < size:
            words[rank + 3] = word
    return tuple(words[:size])


def to_texts(x: Array, vocabulary: Sequence[str]) -> list[str]:
    """Each row of indices ``(n, length)`` as text; indices without a word, such as padding, are left out."""
    return [" ".join(_words(row, vocabulary)) for row in x]


def _words(row: Iterable[int], vocabulary: Sequence[str]) -> list[str]:
    return [vocabulary[i] for i in row if 0 <= i < len(vocabulary) and vocabulary[i]]
