"""The words that the reader of learners' files knows: marks of missing cells, names of sum rows, units of numbers."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "words.toml"


@cache
def word_list(kind: str) -> tuple[str, ...]:
    """The words of one kind as they are in the file: also ``dates``, formats of dates."""
    with FILE.open("rb") as file:
        return tuple(tomllib.load(file)[kind])


@cache
def known_words(kind: str) -> frozenset[str]:
    """The words of one kind, casefolded: ``missing``, ``sums``, ``currencies``, ``units`` or ``identifiers``."""
    return frozenset(word.casefold() for word in word_list(kind))
