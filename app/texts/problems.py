"""Problems in Korean: what is wrong, why, and how to mend it."""

from math import log10
from typing import Any

from app.texts import words
from app.texts.cards import card
from engine.problems import MESSAGES, Problem

DATA_SETS = ("dataset", "stand_in")
"""Values that name a data set, which has a Korean title."""
MOST_READABLE = 10**18
"""From here on a number is shown by its size."""


def say(problem: Problem) -> str:
    """The Korean sentence of a problem; a value that it has no word for is shown as it is."""
    template: str = words("problems")["problems"].get(problem.code, "")
    values = {name: _shown(_titled(name, value)) for name, value in problem.values.items()}
    reason = words("problems")["reasons"].get(problem.values.get("reason"))
    if reason:
        values["detail"] = reason.format(**values)
    try:
        return template.format(**values) if template else MESSAGES[problem.code].format(**problem.values)
    except (KeyError, IndexError):
        return template or problem.code


def _titled(name: str, value: Any) -> Any:
    return card("dataset", value).title if name in DATA_SETS and value else value


def _shown(value: Any) -> str:
    """Numbers with separators, shapes without ``None`` in front, texts shortened."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int) and abs(value) < MOST_READABLE:
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int):
        return f"{'-' * (value < 0)}10^{int(log10(abs(value)))}"
    if isinstance(value, list | tuple):
        return "(" + ", ".join(_shown(v) for v in value) + ")" if value else "()"
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"
