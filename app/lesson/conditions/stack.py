"""Conditions on the stack: a certain brick, how many of them, in which order, of which shape and size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

from app.lesson import vocabulary
from app.lesson.comparisons import AT_LEAST_ONE, Comparison
from app.lesson.conditions.base import Condition, Outcome, shown, told
from app.lesson.evidence import Brick, Evidence, known_references
from app.lesson.known import same_name, setting
from app.lesson.wanted import Wanted

ACTIVATIONS = ("activation", "recurrent_activation")


def touched(evidence: Evidence, section: str) -> bool:
    """Whether the learner has changed a section, or has run what it says."""
    return section in evidence.touched or evidence.ran


@final
@dataclass(frozen=True)
class BrickRule(Condition):
    """Bricks of a class, with settings, at a place.

    where: first, last, every, some, or a position from 1. kind: a class name, or "" for any. settings: Keras's
    arguments, and `output_shape` (without the batch axis) and `parameters`. count: how many are to match, for `some`.
    """

    where: str
    kind: str
    settings: tuple[tuple[str, Wanted], ...]
    count: Comparison | None

    def look(self, evidence: Evidence) -> Outcome:
        references = known_references(evidence)
        chosen = self._chosen(evidence.stack)
        matching = sum(self._matches(brick, references) for brick in chosen)
        attempted = touched(evidence, "stack")
        if self.where != "some":
            return told(attempted, 0 < matching == len(chosen), "brick", subject=self._subject(), facts=self._facts())
        if self.count is None:
            holds = AT_LEAST_ONE.holds(matching, references)
            return told(attempted, holds, "brick", subject=self._subject(), facts=self._facts())
        holds = bool(evidence.stack) and self.count.holds(matching, references)
        facts = self._facts()
        return told(attempted, holds, "brick_count", subject=facts, goal=self.count.written, now=matching)

    def _chosen(self, stack: Sequence[Brick]) -> list[Brick]:
        if self.where == "every":
            return [brick for brick in stack if not self.kind or brick.class_name == self.kind]
        if self.where == "some":
            return list(stack)
        index = {"first": 0, "last": len(stack) - 1}.get(self.where)
        index = int(self.where) - 1 if index is None else index
        return [stack[index]] if 0 <= index < len(stack) else []

    def _matches(self, brick: Brick, references: dict[str, Any]) -> bool:
        if self.kind and brick.class_name != self.kind:
            return False
        return all(_fits(brick, key, wanted, references) for key, wanted in self.settings)

    def _subject(self) -> str:
        if self.where.isdecimal():
            return vocabulary.say("advice", "nth_brick", n=self.where)
        return vocabulary.word("advice", f"{self.where}_brick")

    def _facts(self) -> str:
        pairs = [f"{_korean(key)} {wanted.written}" for key, wanted in self.settings]
        return ", ".join([self.kind, *pairs] if self.kind else pairs)


def _korean(name: str) -> str:
    return vocabulary.key(name) if name in ("output_shape", "parameters") else name


def _fits(brick: Brick, key: str, wanted: Wanted, references: dict[str, Any]) -> bool:
    if key == "parameters":
        return wanted.matches(brick.params, references, _same_word)
    if key == "output_shape":
        inner = tuple(brick.output_shape[1:])
        return wanted.matches(inner[0] if len(inner) == 1 and wanted.comparison else inner, references, _same_word)
    value = setting(brick.class_name, brick.config, key)
    return wanted.matches(value, references, _same_activation if key in ACTIVATIONS else _same_word)


def _same_word(value: Any, word: str) -> bool:
    return str(value).strip().lower() == word.lower()


def _same_activation(value: Any, word: str) -> bool:
    return same_name("activation", "linear" if value is None else value, word)


@final
@dataclass(frozen=True)
class StackRule(Condition):
    """The stack as a whole: classes one above the other, `repeated` times; bricks; parameters; whether all fit."""

    sequence: tuple[str, ...]
    repeated: int
    count: Comparison | None
    parameters: Comparison | None
    fitting: bool

    def look(self, evidence: Evidence) -> Outcome:
        found = [self._sequence(evidence), *self._numbers(evidence)]
        if self.fitting:
            found.append((bool(evidence.stack) and evidence.problems == 0, "stack_problems", {}))
        missing = [vocabulary.say("advice", code, **values) for holds, code, values in found if not holds]
        return Outcome(touched(evidence, "stack"), not missing, tuple(missing))

    def _sequence(self, evidence: Evidence) -> tuple[bool, str, dict[str, Any]]:
        wanted = list(self.sequence * self.repeated)
        names = [brick.class_name for brick in evidence.stack if brick.class_name in wanted]
        runs = range(len(names) - len(wanted) + 1)
        holds = not wanted or any(names[i:i + len(wanted)] == wanted for i in runs)
        return holds, "sequence", {"sequence": " → ".join(wanted)}

    def _numbers(self, evidence: Evidence) -> list[tuple[bool, str, dict[str, Any]]]:
        references = known_references(evidence)
        sizes = ((self.count, "stack_count", len(evidence.stack)),
                 (self.parameters, "stack_parameters", sum(brick.params for brick in evidence.stack)))
        return [
            (bool(evidence.stack) and rule.holds(now, references), code, {"goal": rule.written, "now": shown(now)})
            for rule, code, now in sizes if rule is not None
        ]
