"""The Korean words of lessons, read once from `app/texts/lessons.toml`, so that no Korean stands in code."""

from difflib import get_close_matches
from functools import cache
from typing import Any
from unicodedata import normalize

from app.texts import words


def table(section: str) -> dict[str, Any]:
    """A section of the file: what the program calls a thing, with its Korean."""
    found: dict[str, Any] = words("lessons")[section]
    return found


def word(section: str, name: str) -> str:
    """One word or sentence."""
    return str(table(section)[name])


def key(name: str) -> str:
    """The Korean word before a colon."""
    return word("keys", name)


@cache
def meaning(section: str) -> dict[str, str]:
    """A section the other way round: Korean words with what the program calls them."""
    return {korean: name for name, korean in table(section).items()}


def say(section: str, name: str, /, **values: object) -> str:
    """A sentence with its values filled in."""
    return word(section, name).format(**values)


def guess(name: str, known: list[str], cutoff: float = 0.6) -> str:
    """A question that offers the closest known word, or nothing. Hangul is compared letter by letter."""
    spelled = {normalize("NFD", word): word for word in known}
    close = get_close_matches(normalize("NFD", name), list(spelled), n=1, cutoff=cutoff)
    return say("mistakes", "did_you_mean", close=spelled[close[0]]) if close else ""
