"""Automatic names as in Keras: ``dense``, ``dense_1``, …, counted in the whole process."""

from collections import Counter

from engine.registry import snake_case

_counts: Counter[str] = Counter()


def auto_name(cls: type) -> str:
    """The next automatic name for an object of a class."""
    base = snake_case(cls.__name__)
    count = _counts[base]
    _counts[base] += 1
    return f"{base}_{count}" if count else base


def reset_names() -> None:
    """Reset the counters, as ``keras.utils.clear_session`` does."""
    _counts.clear()
