"""Reads the conditions on what was run and answered: curves, weights, evaluation, answers, counts."""

from collections.abc import Callable

from app.lesson import vocabulary
from app.lesson.conditions.answers import AnsweredRule, CountRule, PredictedRule, StepsRule
from app.lesson.conditions.base import Condition
from app.lesson.conditions.combined import AllOf
from app.lesson.conditions.results import DivergedRule, Measure, MeasureRule, TurnRule, WeightsRule
from app.lesson.fields import Fields, as_number, as_table, as_text
from app.lesson.mistakes import MistakeError
from app.lesson.nodes import Entry, Items
from app.lesson.parts import Prediction, Question, Quiz
from app.lesson.scope import Scope, comparison, metric, names, one_of
from app.lesson.wanted import read_wanted

WHENS = ("first", "last", "best_high", "best_low")
COUNTED = ("runs", "evaluations", "predictions")


def measures(kind: str) -> Callable[[Entry, Scope], Condition]:
    """The reader of `{name of a curve: comparison}` for one kind of measure."""

    def read(entry: Entry, scope: Scope) -> Condition:
        entries = as_table(entry.key, entry.value).entries
        timed = [e for e in entries if e.key == vocabulary.key("when")] if kind == "history" else []
        when = one_of(timed[0], *WHENS) if timed else "last"
        rules = [
            MeasureRule("", Measure(kind, metric(e.key, e.line, scope), when), comparison(e))
            for e in entries if e not in timed
        ]
        return rules[0] if len(rules) == 1 else AllOf("", tuple(rules))

    return read


def diverged(entry: Entry, scope: Scope) -> Condition:
    """A curve that grows."""
    return DivergedRule("", metric(as_text(entry.key, entry.value), entry.line, scope))


def turns(entry: Entry, scope: Scope) -> Condition:
    """The epoch at which curves are lowest."""
    entries = as_table(entry.key, entry.value).entries
    rules = [TurnRule("", metric(e.key, e.line, scope), comparison(e)) for e in entries]
    return rules[0] if len(rules) == 1 else AllOf("", tuple(rules))


def weights(entry: Entry, scope: Scope) -> Condition:
    """Arrays of `get_weights()`."""
    table = as_table(entry.key, entry.value)
    fields = Fields(entry.key, table, scope.mistakes)
    fields.only("brick", "array", "value", "shape", "arrays")
    given = {e.key: e for e in table.entries}
    value, arrays = (given.get(vocabulary.key(name)) for name in ("value", "arrays"))
    shape = fields.node("shape")
    last = fields.text("brick") == vocabulary.word("values", "last")
    lengths = read_wanted(vocabulary.key("shape"), shape).shape if shape else None
    return WeightsRule(
        "",
        0 if last else fields.integer("brick", 1, 999) or 1,
        fields.integer("array", 1, 99) or 1,
        comparison(value) if value else None,
        tuple(length or 0 for length in lengths) if lengths else None,
        comparison(arrays) if arrays else None,
    )


def answered(entry: Entry, scope: Scope) -> Condition:
    """Quizzes answered right: by their names, or all of the lesson."""
    rules = [AnsweredRule("", part) for part in _questions(entry, scope) if isinstance(part, Quiz)]
    return rules[0] if len(rules) == 1 else AllOf("", tuple(rules))


def predicted(entry: Entry, scope: Scope) -> Condition:
    """Predictions made: by their names, or all of the lesson."""
    return PredictedRule("", tuple(part for part in _questions(entry, scope) if isinstance(part, Prediction)))


def _questions(entry: Entry, scope: Scope) -> list[Question]:
    kind = Quiz if entry.key == vocabulary.key("answered") else Prediction
    known = {name: part for name, part in scope.questions.items() if isinstance(part, kind)}
    found: list[Question] = []
    for name, line in names(entry):
        if name == vocabulary.word("values", "whole"):
            found += list(known.values())
        elif name in known:
            found.append(known[name])
        else:
            raise MistakeError(line, "unknown_name", name=name[:40], hint=vocabulary.guess(name, list(known)))
    if not found:
        raise MistakeError(entry.line, "empty", key=entry.key)
    return found


def counts(entry: Entry, scope: Scope) -> Condition:
    """How often something was done."""
    korean = {vocabulary.key(name): name for name in COUNTED}
    rules: list[Condition] = []
    for e in as_table(entry.key, entry.value).entries:
        if e.key not in korean:
            hint = vocabulary.guess(e.key, list(korean))
            raise MistakeError(e.line, "unknown_key", what=entry.key, key=e.key[:40], hint=hint)
        rules.append(CountRule("", korean[e.key], comparison(e)))
    return rules[0] if len(rules) == 1 else AllOf("", tuple(rules))


def steps(entry: Entry, scope: Scope) -> Condition:
    """Steps of the seven that are done."""
    if [name for name, _ in names(entry)] == [vocabulary.word("values", "whole")]:
        return StepsRule("", tuple(range(1, 8)))
    nodes = entry.value.items if isinstance(entry.value, Items) else (entry.value,)
    return StepsRule("", tuple(int(as_number(entry.key, node, 1, 7)) for node in nodes))


RESULTS: dict[str, Callable[[Entry, Scope], Condition]] = {
    "history": measures("history"),
    "gap": measures("gap"),
    "evaluation": measures("evaluation"),
    "diverged": diverged,
    "turns": turns,
    "weights": weights,
}
DONE: dict[str, Callable[[Entry, Scope], Condition]] = {
    "answered": answered,
    "predicted": predicted,
    "counts": counts,
    "steps": steps,
}
