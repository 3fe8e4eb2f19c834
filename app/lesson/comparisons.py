"""Comparisons: how a teacher writes what a number should be, and whether a number is that.

    64        10 with a word of [comparisons] after it, as "at least"        3 ~ 5        2 ± 0.5        2 ± 5 %

A side may be a word of `[references]`: a number that the page works out, such as the least-squares slope.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose, isfinite
from operator import ge, gt, le, lt
from typing import Any, final

from app.lesson import vocabulary
from app.lesson.mistakes import MistakeError

NUMBER = re.compile(r"^([+-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(%?)$")
ORDERS: dict[str, Callable[[Any, Any], Any]] = {"at_least": ge, "at_most": le, "above": gt, "below": lt}
LONGEST = 80


@final
@dataclass(frozen=True)
class Side:
    """A number, or the name of a reference."""

    number: float = 0.0
    reference: str = ""

    def value(self, references: Mapping[str, Any]) -> float | None:
        """The number, or None where the page has not worked it out."""
        found = references.get(self.reference) if self.reference else self.number
        return float(found) if isinstance(found, int | float) else None


@final
@dataclass(frozen=True)
class Comparison:
    """A rule for a number.

    form: equal, at_least, at_most, above, below, between or near. sides: what it is held against. margin: how far
    `near` reaches; relative: whether as a share of the side. written: the author's own words, for sentences.
    """

    form: str
    sides: tuple[Side, ...]
    margin: float = 0.0
    relative: bool = False
    written: str = ""

    def holds(self, value: Any, references: Mapping[str, Any]) -> bool:
        """Whether a number passes; one that is none, or has no reference yet, does not."""
        bounds = [side.value(references) for side in self.sides]
        numeric = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        if not numeric or any(bound is None for bound in bounds):
            return False
        number, first = float(value), bounds[0] or 0.0
        if self.form in ORDERS:
            return bool(ORDERS[self.form](number, first))
        if self.form == "between":
            return first <= number <= (bounds[1] or 0.0)
        if self.form == "near":
            reach = self.margin * abs(first) if self.relative else self.margin
            return abs(number - first) <= reach + 1e-9 * abs(first)
        return isclose(number, first, rel_tol=1e-6, abs_tol=1e-9)


AT_LEAST_ONE = Comparison("at_least", (Side(1.0),), written="1")


def parse(text: str, line: int) -> Comparison:
    """The comparison a text spells; raises a MistakeError."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise MistakeError(line, "bad_comparison", value=text[:LONGEST])
    for form, korean in vocabulary.table("comparisons").items():
        if text.endswith(korean):
            return Comparison(form, (_side(text.removesuffix(korean), line),), written=text)
    if "±" in text:
        centre, margin = text.split("±", 1)
        reach = _number(margin)
        if reach is None:
            raise MistakeError(line, "bad_comparison", value=text)
        return Comparison("near", (_side(centre, line),), reach, margin.strip().endswith("%"), text)
    if "~" in text:
        low, high = text.split("~", 1)
        return Comparison("between", (_side(low, line), _side(high, line)), written=text)
    return Comparison("equal", (_side(text, line),), written=text)


def _side(text: str, line: int) -> Side:
    text = text.strip()
    number = _number(text)
    if number is not None:
        return Side(number)
    names = vocabulary.meaning("references")
    if text in names:
        return Side(reference=names[text])
    if not text or text[0] in "+-.0123456789":
        raise MistakeError(line, "bad_comparison", value=text)
    raise MistakeError(line, "unknown_reference", name=text, hint=vocabulary.guess(text, list(names)))


def _number(text: str) -> float | None:
    found = NUMBER.match(text.strip())
    if not found:
        return None
    value = float(found[1].replace(",", ""))
    return value / 100 if found[2] else value
