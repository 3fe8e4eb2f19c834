"""Reads a check: a small declared language over what a learner built, ran and answered. Nothing in it is ever run.

A condition is `word: what is asked`; several side by side, or in a list, all have to hold. Beside a condition may stand
a sentence of the author's own for what is missing. What cannot be read is noted, and never holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.lesson import vocabulary
from app.lesson.condition_leaves import BUILT
from app.lesson.condition_results import DONE, RESULTS, WHENS
from app.lesson.conditions.base import Condition
from app.lesson.conditions.combined import AllOf, AnyOf, Compared, Ever, Negated
from app.lesson.conditions.results import Measure
from app.lesson.declared import Place
from app.lesson.fields import Fields, as_table, as_text
from app.lesson.front_matter import rich
from app.lesson.known import Known
from app.lesson.mistakes import Mistake, MistakeError
from app.lesson.nodes import Entry, Items, Node, Table
from app.lesson.parts import Check, Question
from app.lesson.scope import Scope, metric, one_of, spelled

NEVER = AnyOf("", ())
MEASURES = ("history", "gap", "evaluation")


def read_check(
    table: Table, place: Place, questions: Mapping[str, Question], known: Known, mistakes: list[Mistake]
) -> Check:
    """A check; its condition may name any question of the lesson."""
    fields = Fields(vocabulary.word("parts", "check"), table, mistakes)
    fields.only("name", "goal", "condition", "praise")
    node = fields.node("condition", required=True)
    condition = read_condition(node, Scope(questions, known, mistakes)) if node else NEVER
    goal, praise = rich(fields.text("goal", required=True)), rich(fields.text("praise"))
    return Check(place.line, place.step, fields.text("name") or place.name, goal, condition, praise)


def read_condition(node: Node, scope: Scope) -> Condition:
    """A condition, or all of several."""
    try:
        if isinstance(node, Items):
            return _together([read_condition(item, scope) for item in node.items])
        return _beside(as_table(vocabulary.key("condition"), node), scope)
    except MistakeError as error:
        scope.mistakes.append(error.mistake)
        return NEVER


def _together(parts: list[Condition]) -> Condition:
    if not parts:
        return NEVER
    return parts[0] if len(parts) == 1 else AllOf("", tuple(parts))


def _beside(table: Table, scope: Scope) -> Condition:
    advice = table.get(vocabulary.key("advice"))
    words = as_text(vocabulary.key("advice"), advice) if advice else ""
    entries = [entry for entry in table.entries if entry.value is not advice]
    together = _together([_one(entry, scope) for entry in entries])
    return replace(together, advice=words) if words else together


def _one(entry: Entry, scope: Scope) -> Condition:
    readers = {**BUILT, **RESULTS, **DONE, **COMBINED}
    known = {vocabulary.key(name): name for name in readers}
    name = known.get(entry.key)
    try:
        if name is None:
            hint = vocabulary.guess(entry.key, list(known))
            raise MistakeError(entry.line, "unknown_condition", key=entry.key[:40], hint=hint)
        if scope.inside and name in (*DONE, "ever", "compared"):
            raise MistakeError(entry.line, "only_runs", outer=scope.inside, key=entry.key)
        return readers[name](entry, scope)
    except MistakeError as error:
        scope.mistakes.append(error.mistake)
        return NEVER


def _each(entry: Entry, scope: Scope) -> tuple[Condition, ...]:
    if isinstance(entry.value, Items):
        return tuple(read_condition(item, scope) for item in entry.value.items)
    table = as_table(entry.key, entry.value)
    return tuple(_one(item, scope) for item in table.entries)


def _all(entry: Entry, scope: Scope) -> Condition:
    return _together(list(_each(entry, scope)))


def _any(entry: Entry, scope: Scope) -> Condition:
    return AnyOf("", _each(entry, scope))


def _not(entry: Entry, scope: Scope) -> Condition:
    return Negated("", read_condition(entry.value, scope), spelled(entry.value))


def _ever(entry: Entry, scope: Scope) -> Condition:
    return Ever("", read_condition(entry.value, replace(scope, inside=entry.key)))


def _compared(entry: Entry, scope: Scope) -> Condition:
    table = as_table(entry.key, entry.value)
    fields = Fields(entry.key, table, scope.mistakes)
    fields.only(*MEASURES, "when", "change", "baseline")
    given = {e.key: e for e in table.entries}
    kind = next((name for name in MEASURES if vocabulary.key(name) in given), None)
    change = given.get(vocabulary.key("change"))
    if kind is None or change is None:
        missing = vocabulary.key("history" if kind is None else "change")
        raise MistakeError(entry.line, "missing_key", what=entry.key, key=missing)
    measured = given[vocabulary.key(kind)]
    when = given.get(vocabulary.key("when"))
    measure = Measure(
        kind,
        metric(as_text(measured.key, measured.value), measured.line, scope),
        one_of(when, *WHENS) if when else "last",
    )
    baseline = fields.node("baseline")
    inner = replace(scope, inside=entry.key)
    rule = read_condition(baseline, inner) if baseline else AllOf("", ())
    return Compared("", measure, one_of(change, "larger", "smaller") == "larger", rule)


COMBINED: dict[str, Callable[[Entry, Scope], Condition]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "ever": _ever,
    "compared": _compared,
}
