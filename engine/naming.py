"""Names that Keras gives by itself: ``dense``, ``dense_1``, … counted over the whole process."""

from collections import Counter

from engine.registry import snake_case

_given: Counter[str] = Counter()


def auto_name(cls: type) -> str:
    """The next free name for an object of a class."""
    base = snake_case(cls.__name__)
    number = _given[base]
    _given[base] += 1
    return f"{base}_{number}" if number else base


def forget_names() -> None:
    """Start counting anew, as ``keras.utils.clear_session`` does."""
    _given.clear()
