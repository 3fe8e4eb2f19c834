"""Automatic names as in Keras: ``dense``, ``dense_1``, …, counted in the whole process."""

from collections import Counter
from collections.abc import Container
from itertools import count

from engine.registry import snake_case

_counts: Counter[str] = Counter()


def auto_name(cls: type) -> str:
    """The next automatic name for an object of a class."""
    return numbered(snake_case(cls.__name__))


def numbered(base: str) -> str:
    """The next of the names ``base``, ``base_1``, …"""
    index = _counts[base]
    _counts[base] += 1
    return f"{base}_{index}" if index else base


def unused_name(name: str, existing: Container[str]) -> str:
    """The name, with a number added if it exists: ``total``, ``total_1``, …"""
    names = (f"{name}_{index}" if index else name for index in count())
    return next(candidate for candidate in names if candidate not in existing)


def reset_names() -> None:
    """Reset the counters, as ``keras.utils.clear_session`` does."""
    _counts.clear()
