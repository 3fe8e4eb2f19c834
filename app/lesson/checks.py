"""What a check says of the evidence: not attempted, not yet, or correct."""

from dataclasses import dataclass
from enum import StrEnum
from typing import final

from app.lesson import vocabulary
from app.lesson.conditions.base import Outcome
from app.lesson.evidence import Evidence
from app.lesson.parts import Check


class State(StrEnum):
    """How far a learner has come."""

    NOT_ATTEMPTED = "not_attempted"
    NOT_YET = "not_yet"
    CORRECT = "correct"

    @property
    def words(self) -> str:
        """The state in Korean."""
        return vocabulary.word("terms", self.value)


@final
@dataclass(frozen=True)
class Verdict:
    """missing: sentences on what is still to do; empty unless the state is NOT_YET."""

    state: State
    missing: tuple[str, ...] = ()


def verdict(check: Check, evidence: Evidence) -> Verdict:
    """The verdict of one check."""
    return judged(check.condition.outcome(evidence))


def judged(outcome: Outcome) -> Verdict:
    """An outcome as one of the three states."""
    if not outcome.attempted:
        return Verdict(State.NOT_ATTEMPTED)
    if outcome.holds:
        return Verdict(State.CORRECT)
    return Verdict(State.NOT_YET, tuple(dict.fromkeys(outcome.missing)))
