"""Mistakes: what a lesson's author got wrong, at which line, worded so that a teacher can mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, final

from app.lesson import vocabulary


@final
@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong in a lesson file.

    line: counted from 1. code: a key of `[mistakes]` in `app/texts/lessons.toml`. values: what its sentence needs.
    """

    line: int
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return vocabulary.say("mistakes", self.code, **{"hint": "", **self.values})


@final
class MistakeError(Exception):
    """Carries a mistake out of the reading of one value; caught by whoever can go on without that value."""

    def __init__(self, line: int, code: str, **values: Any) -> None:
        super().__init__(code)
        self.mistake = Mistake(line, code, values)
