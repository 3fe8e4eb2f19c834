"""Texts cut into words, and words turned into numbers by a hash: what needs no vocabulary."""

from collections.abc import Callable
from hashlib import md5
from typing import Any

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
"""Characters that part words, as in Keras: punctuation, tab and line feed. The apostrophe is none of them."""

Analyzer = Callable[[str], list[str]]


def text_to_word_sequence(input_text: str, filters: str = FILTERS, lower: bool = True, split: str = " ") -> list[str]:
    """The words of a text. Source: Keras 2, ``preprocessing.text.text_to_word_sequence``.

    filters: characters that part words as ``split`` does. lower: whether capitals become small letters first.
    """
    text = input_text.lower() if lower else input_text
    parted = text.translate({ord(character): split for character in filters})
    return [word for word in parted.split(split) if word]


def hashing_trick(text: str, n: int, hash_function: Any = None, filters: str = FILTERS, lower: bool = True,
                  split: str = " ", analyzer: Analyzer | None = None) -> list[int]:
    """Every word as a number from 1 to n − 1, by its hash; different words may get one number.

    hash_function: a function of a word, or ``"md5"``; None is Python's ``hash``, which changes with every process.
    """
    words = analyzer(text) if analyzer is not None else text_to_word_sequence(text, filters, lower, split)
    found = _md5 if hash_function == "md5" else hash_function or hash
    return [found(word) % (n - 1) + 1 for word in words]


def one_hot(input_text: str, n: int, filters: str = FILTERS, lower: bool = True, split: str = " ",
            analyzer: Analyzer | None = None) -> list[int]:
    """As :func:`hashing_trick` with Python's ``hash``. In spite of its name it makes numbers, not rows of 0 and 1."""
    return hashing_trick(input_text, n, hash, filters, lower, split, analyzer)


def _md5(word: str) -> int:
    return int(md5(word.encode(), usedforsecurity=False).hexdigest(), 16)
