"""Split texts into words, and map words to indices by hashing, without a vocabulary."""

from collections.abc import Callable
from hashlib import md5
from typing import Any

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
"""Characters that separate words, as in Keras: tab, line feed, and ASCII punctuation other than the apostrophe."""

Analyzer = Callable[[str], list[str]]


def text_to_word_sequence(input_text: str, filters: str = FILTERS, lower: bool = True, split: str = " ") -> list[str]:
    """The words of a text. Source: Keras 2, ``preprocessing.text.text_to_word_sequence``.

    filters: characters that separate words like ``split``. lower: convert to lower case first.
    """
    text = input_text.lower() if lower else input_text
    separated = text.translate({ord(character): split for character in filters})
    return [word for word in separated.split(split) if word]


def hashing_trick(text: str, n: int, hash_function: Any = None, filters: str = FILTERS, lower: bool = True,
                  split: str = " ", analyzer: Analyzer | None = None) -> list[int]:
    """Map each word to an index from 1 to n − 1 by its hash; different words may share an index.

    hash_function: a function of a word, or ``"md5"``; None is Python's ``hash``, which differs between processes.
    """
    words = analyzer(text) if analyzer is not None else text_to_word_sequence(text, filters, lower, split)
    hash_word = _md5 if hash_function == "md5" else hash_function or hash
    return [hash_word(word) % (n - 1) + 1 for word in words]


def one_hot(input_text: str, n: int, filters: str = FILTERS, lower: bool = True, split: str = " ",
            analyzer: Analyzer | None = None) -> list[int]:
    """Like :func:`hashing_trick` with Python's ``hash``. Despite its name it returns indices, not one-hot rows."""
    return hashing_trick(input_text, n, hash, filters, lower, split, analyzer)


def _md5(word: str) -> int:
    return int(md5(word.encode(), usedforsecurity=False).hexdigest(), 16)
