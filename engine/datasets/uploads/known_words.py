"""The words that the reader of learners' files knows: marks of missing cells, names of sum rows, units of numbers."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "words.toml"


@cache
def known_words(kind: str) -> frozenset[str]:
    """The words of one kind, casefolded: ``missing``, ``sums``, ``currencies`` or ``units``."""
    with FILE.open("rb") as file:
        words = tomllib.load(file)
    return frozenset(word.casefold() for word in words[kind])
