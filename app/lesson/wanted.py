"""What a setting should be: a number by comparison, one of some words, a shape, or yes or no."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, final

from app.lesson import vocabulary
from app.lesson.comparisons import Comparison
from app.lesson.comparisons import parse as parse_comparison
from app.lesson.fields import as_text
from app.lesson.nodes import Items, Node

SHAPE = re.compile(r"^[(\[]\s*((?:None|\d+)(?:\s*,\s*(?:None|\d+))*)\s*,?\s*[)\]]$")
Same = Callable[[Any, str], bool]


@final
@dataclass(frozen=True)
class Wanted:
    """One of the four is set; written: the author's words, for sentences."""

    written: str
    comparison: Comparison | None = None
    words: tuple[str, ...] = ()
    shape: tuple[int | None, ...] | None = None
    flag: bool | None = None

    def matches(self, value: Any, references: Mapping[str, Any], same: Same) -> bool:
        """Whether a value is what is wanted. same: whether two names mean one thing."""
        if self.comparison is not None:
            values = value if isinstance(value, list | tuple) and value else (value,)
            return all(self.comparison.holds(each, references) for each in values)
        if self.flag is not None:
            return value is self.flag
        if self.shape is not None:
            return _shape(value, len(self.shape)) == self.shape
        values = value if isinstance(value, list | tuple) else (value,)
        return any(same(item, word) for item in values for word in self.words)


def read_wanted(key: str, node: Node) -> Wanted:
    """What a value in a condition asks for; raises a MistakeError."""
    if isinstance(node, Items):
        texts = tuple(as_text(key, item) for item in node.items)
        if texts and all(text.isdecimal() or text == "None" for text in texts):
            return _of_shape("(" + ", ".join(texts) + ")", texts)
        return Wanted(", ".join(texts), words=texts)
    text = as_text(key, node)
    values = vocabulary.table("values")
    if text.lower() in (*values["true"], *values["false"]):
        return Wanted(text, flag=text.lower() in values["true"])
    shape = SHAPE.match(text)
    if shape:
        return _of_shape(text, tuple(part.strip() for part in shape[1].split(",")))
    if looks_numeric(text):
        return Wanted(text, comparison=parse_comparison(text, node.line))
    return Wanted(text, words=(text,))


def looks_numeric(text: str) -> bool:
    """Whether a text is meant as a comparison rather than as a word."""
    orders = tuple(vocabulary.table("comparisons").values())
    return text[:1] in tuple("+-.0123456789") or text.endswith(orders) or "±" in text


def _of_shape(written: str, texts: tuple[str, ...]) -> Wanted:
    return Wanted(written[:80], shape=tuple(None if text == "None" else int(text[:9]) for text in texts[:8]))


def _shape(value: Any, length: int) -> tuple[int | None, ...] | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,) * length
    return tuple(value) if isinstance(value, list | tuple) else None
