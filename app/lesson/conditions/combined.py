"""Conditions made of conditions: all, any, not, once in any run, and better than another run.

All and any are monotone: a better outcome of a part never makes the whole worse.
"""

from dataclasses import dataclass
from typing import final

from app.lesson import vocabulary
from app.lesson.conditions.base import Condition, Outcome, shown, told
from app.lesson.conditions.results import Measure
from app.lesson.evidence import Evidence


@final
@dataclass(frozen=True)
class AllOf(Condition):
    """Every part holds."""

    parts: tuple[Condition, ...]

    def look(self, evidence: Evidence) -> Outcome:
        found = [part.outcome(evidence) for part in self.parts]
        missing = tuple(sentence for outcome in found for sentence in outcome.missing)
        return Outcome(any(o.attempted for o in found), all(o.holds for o in found), missing)


@final
@dataclass(frozen=True)
class AnyOf(Condition):
    """One part holds at least."""

    parts: tuple[Condition, ...]

    def look(self, evidence: Evidence) -> Outcome:
        found = [part.outcome(evidence) for part in self.parts]
        missing = tuple(sentence for outcome in found for sentence in outcome.missing)
        return Outcome(any(o.attempted for o in found), any(o.holds for o in found), missing)


@final
@dataclass(frozen=True)
class Negated(Condition):
    """The part was tried and does not hold. described: the part in the author's words."""

    part: Condition
    described: str

    def look(self, evidence: Evidence) -> Outcome:
        found = self.part.outcome(evidence)
        return told(found.attempted, found.attempted and not found.holds, "not", missing=self.described)


@final
@dataclass(frozen=True)
class Ever(Condition):
    """Some run, the present or an earlier one, keeps the part."""

    part: Condition

    def look(self, evidence: Evidence) -> Outcome:
        runs = [run for run in (*evidence.earlier, evidence) if run.ran]
        if any(self.part.outcome(run).holds for run in runs):
            return Outcome(True, True)
        sentences = tuple(
            vocabulary.say("advice", "ever", missing=sentence) for sentence in self.part.outcome(evidence).missing
        )
        return Outcome(bool(runs), False, sentences)


@final
@dataclass(frozen=True)
class Compared(Condition):
    """The present run's number is larger, or smaller, than that of the latest earlier run that keeps `baseline`."""

    measure: Measure
    larger: bool
    baseline: Condition

    def look(self, evidence: Evidence) -> Outcome:
        runs = [run for run in evidence.earlier if run.ran and self.baseline.outcome(run).holds]
        before = next((value for run in reversed(runs) if (value := self.measure.of(run)) is not None), None)
        now = self.measure.of(evidence)
        if before is None or now is None:
            return told(evidence.ran, False, "no_baseline", runs=vocabulary.word("advice", "need_two_runs"))
        change = vocabulary.word("values", "larger" if self.larger else "smaller")
        holds = now > before if self.larger else now < before
        return told(True, holds, "compared", key=self.measure.metric, change=change,
                    before=shown(before), now=shown(now))
