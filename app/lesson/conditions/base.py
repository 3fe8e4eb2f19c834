"""What a condition is: a frozen rule over evidence, with an outcome of two answers and the sentences in between."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, final

from app.lesson import vocabulary
from app.lesson.evidence import Evidence


@final
@dataclass(frozen=True)
class Outcome:
    """attempted: whether the learner has done anything that this looks at. holds: whether it is so.

    missing: sentences on what is still to do; empty where it holds.
    """

    attempted: bool
    holds: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition(ABC):
    """A rule that evidence keeps or not. advice: the author's own sentence for what is missing, or ""."""

    advice: str

    @abstractmethod
    def look(self, evidence: Evidence) -> Outcome:
        """The outcome, with the machine's own sentences."""

    def outcome(self, evidence: Evidence) -> Outcome:
        """The outcome, with the author's sentence where there is one."""
        found = self.look(evidence)
        if found.holds:
            return Outcome(found.attempted, True)
        return Outcome(found.attempted, False, (self.advice,) if self.advice else found.missing)


def told(attempted: bool, holds: bool, code: str, **values: object) -> Outcome:
    """An outcome with one sentence of `[advice]`."""
    return Outcome(attempted, holds, () if holds else (vocabulary.say("advice", code, **values),))


def shown(value: Any) -> str:
    """A value in a sentence; short."""
    if value is None:
        return vocabulary.word("advice", "unknown_value")
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return "(" + ", ".join("None" if item is None else str(item) for item in value)[:60] + ")"
    return str(value)[:60]
