"""Conditions on what a learner has answered, predicted and done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from app.lesson import steps, vocabulary
from app.lesson.comparisons import Comparison
from app.lesson.conditions.base import Condition, Outcome, told
from app.lesson.evidence import Evidence, known_references
from app.lesson.parts import Choice, Gallery, Matching, Number, Ordering, Prediction, Quiz, Words


@final
@dataclass(frozen=True)
class AnsweredRule(Condition):
    """A quiz of the lesson has its right answer."""

    quiz: Quiz

    def look(self, evidence: Evidence) -> Outcome:
        question = self.quiz.question.source
        answer = evidence.answers.get(self.quiz.name)
        if answer is None or answer in ("", []):
            return told(False, False, "not_answered", question=question)
        references = known_references(evidence)
        if isinstance(self.quiz, Gallery):
            return _found(self.quiz, answer, references)
        return told(True, is_right(self.quiz, answer, references), "wrong_answer", question=question)


def is_right(quiz: Quiz, answer: Any, references: Mapping[str, Any]) -> bool:
    """Whether an answer is the right one."""
    if isinstance(quiz, Choice):
        given = _picked(answer)
        right = {index for index, option in enumerate(quiz.options) if option.right}
        return given == right if quiz.several else len(given) == 1 and given <= right
    if isinstance(quiz, Ordering):
        return _sources(quiz.items, answer) == [item.source for item in quiz.items]
    if isinstance(quiz, Matching):
        rights = [right for _, right in quiz.pairs]
        return _sources(tuple(rights), answer) == [right.source for right in rights]
    if isinstance(quiz, Number):
        return quiz.answer.holds(answer, references)
    if isinstance(quiz, Words):
        text = _bare(str(answer))
        return text in [_bare(word) for word in quiz.accepted] if quiz.accepted else len(text) >= quiz.shortest
    return isinstance(quiz, Gallery) and _found(quiz, answer, references).holds


def _picked(answer: Any) -> frozenset[Any]:
    """The numbers of what was picked; whatever else an answer holds is nothing that could be right."""
    picked = answer if isinstance(answer, list | tuple | set | frozenset) else [answer]
    return frozenset(each if type(each) is int else str(each) for each in picked)


def _sources(items: tuple[Any, ...], answer: Any) -> list[str]:
    """What an answer of indices spells; two items of the same words may stand for one another."""
    whole = isinstance(answer, list | tuple) and sorted(map(str, answer)) == sorted(map(str, range(len(items))))
    return [items[int(index)].source for index in answer] if whole else []


def _bare(text: str) -> str:
    return "".join(text.split()).strip("()[]").lower()


def _found(quiz: Gallery, answer: Any, references: Mapping[str, Any]) -> Outcome:
    given = _picked(answer)
    target = references.get(quiz.target) or ()
    right = given & set(target)
    question = quiz.question.source
    if given != right:
        return told(True, False, "gallery_wrong", question=question)
    holds = quiz.count.holds(len(right), references)
    return told(True, holds, "gallery", question=question, goal=quiz.count.written, now=len(right))


@final
@dataclass(frozen=True)
class PredictedRule(Condition):
    """Every one of these predictions was made."""

    predictions: tuple[Prediction, ...]

    def look(self, evidence: Evidence) -> Outcome:
        missing = tuple(
            vocabulary.say("advice", "not_predicted", question=part.question.source)
            for part in self.predictions if part.name not in evidence.answers
        )
        return Outcome(len(missing) < len(self.predictions), not missing, missing)


@final
@dataclass(frozen=True)
class CountRule(Condition):
    """How often something was done: runs, evaluations or predictions."""

    name: str
    goal: Comparison

    def look(self, evidence: Evidence) -> Outcome:
        now = evidence.counts.get(self.name, 0)
        key = vocabulary.word("counted", self.name)
        holds = self.goal.holds(now, known_references(evidence))
        return told(now > 0, holds, "counts", key=key, goal=self.goal.written, now=now)


@final
@dataclass(frozen=True)
class StepsRule(Condition):
    """These of the seven steps are done."""

    steps: tuple[int, ...]

    def look(self, evidence: Evidence) -> Outcome:
        left = [steps.names()[step - 1] for step in self.steps if step not in evidence.steps]
        return told(bool(evidence.steps), not left, "steps", steps=", ".join(left))
