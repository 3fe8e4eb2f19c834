"""Problems in Korean: what is wrong, why, and how to mend it."""

import re
from math import isnan
from typing import Any, final

from app.texts import words
from app.texts.cards import card, names
from engine.errors import Problem

LONGEST = 60
"""Letters of a value that are shown."""
HINT = re.compile(r"Did you mean '(.*)'\?", re.DOTALL)

DATA_SETS = ("dataset", "stand_in")
"""Values that name a data set, which has a Korean title."""


def say(problem: Problem) -> str:
    """The Korean sentence of a problem; values that it has no word for are shown as they are."""
    said = words("problems")
    values = {name: _shown(_titled(name, value)) for name, value in problem.values.items()}
    values["argument"] = said["names"].get(values.get("argument"), values.get("argument", said["unsaid"]))
    if "format" in values:
        values["format"] = said["formats"].get(values["format"], values["format"])
    values["hint"] = _hint(str(problem.values.get("hint", "")), said["did_you_mean"])
    sentence: str = said["problems"].get(problem.code, problem.code)
    if "line" in values and "column" in values and "{line}" not in sentence:
        sentence = said["line_prefix"] + sentence
    known = _Values(values, said["unsaid"])
    reason = said["reasons"].get(problem.values.get("reason"))
    if reason:
        known["detail"] = reason.format_map(known)
    return sentence.format_map(known)


@final
class _Values(dict[str, str]):
    """Values by name; one that is missing is left unsaid."""

    def __init__(self, values: dict[str, str], unsaid: str) -> None:
        super().__init__(values)
        self.unsaid = unsaid

    def __missing__(self, name: str) -> str:
        return self.unsaid


def _hint(english: str, korean: str) -> str:
    """The engine's question whether a close name was meant."""
    found = HINT.search(english)
    return korean.format(close=_shown(found[1])) if found else ""


def _titled(name: str, value: Any) -> Any:
    return card("dataset", value).title if name in DATA_SETS and value in names("dataset") else value


def _shown(value: Any) -> str:
    """Numbers with separators, shapes in round brackets; all of it shortened."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST:
        return f"{value:,}"
    if isinstance(value, float):
        return "NaN" if isnan(value) else f"{value:g}"
    if isinstance(value, list | tuple) and len(value) <= LONGEST:
        return _short("(" + ", ".join(map(_shown, value)) + ")")
    return _short(str(value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
