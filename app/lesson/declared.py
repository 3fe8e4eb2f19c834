"""The declared parts of a lesson: one small reader for each word that may follow the three backticks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from app.lesson import vocabulary
from app.lesson.comparisons import AT_LEAST_ONE, Comparison
from app.lesson.comparisons import parse as parse_comparison
from app.lesson.fields import Fields, as_text
from app.lesson.front_matter import rich
from app.lesson.mistakes import MistakeError
from app.lesson.nodes import Items, Node, Table, Text
from app.lesson.parts import (
    Choice,
    DataCell,
    Gallery,
    Matching,
    Number,
    Option,
    Ordering,
    Part,
    Prediction,
    Rich,
    Value,
    Words,
)
from engine.datasets.catalog import CATALOG

MAX_OPTIONS = 8


@final
@dataclass(frozen=True)
class Place:
    """Where a part stands. name: to use where the author gave none."""

    line: int
    step: int | None
    name: str


def data(fields: Fields, place: Place) -> Part:
    """A data set by name."""
    fields.only("name", "stand_in", "options", "seed", "validation", "test", "flatten", "one_hot")
    data_set, stand_in, options = fields.text("name", required=True), fields.text("stand_in"), _options(fields)
    _known_data(fields, data_set, stand_in, options)
    return DataCell(
        place.line,
        place.step,
        data_set,
        stand_in,
        options,
        fields.integer("seed", 0, 2**31 - 1),
        fields.number("validation", 0, 0.9, 0.0) if fields.node("validation") else None,
        fields.number("test", 0, 0.9, 0.0) if fields.node("test") else None,
        fields.flag("flatten"),
        fields.flag("one_hot"),
    )


def prediction(fields: Fields, place: Place) -> Part:
    """A question before a run; the answer that comes true is marked, and each has its reply."""
    fields.only("name", "question", "choices", "answer")
    name, question = _asked(fields, place)
    return Prediction(place.line, place.step, name, question, _choices(fields, required=False))


def choice(fields: Fields, place: Place) -> Part:
    """One right answer of several, or several right ones."""
    fields.only("name", "question", "choices", "answer", "several", "explanation")
    name, question = _asked(fields, place)
    options = _choices(fields, required=True)
    several = fields.flag("several", default=sum(option.right for option in options) > 1)
    return Choice(place.line, place.step, name, question, _explanation(fields), options, several)


def ordering(fields: Fields, place: Place) -> Part:
    """Things to put in order; they are written in the right one."""
    fields.only("name", "question", "order", "explanation")
    name, question = _asked(fields, place)
    items = tuple(rich(text) for text in fields.texts("order", required=True, low=2))
    return Ordering(place.line, place.step, name, question, _explanation(fields), items)


def matching(fields: Fields, place: Place) -> Part:
    """Things to put together, written as pairs."""
    fields.only("name", "question", "pairs", "explanation")
    name, question = _asked(fields, place)
    pairs = tuple((rich(left), right) for left, right in _pairs(fields, "pairs"))
    return Matching(place.line, place.step, name, question, _explanation(fields), pairs)


def number(fields: Fields, place: Place) -> Part:
    """A number to work out."""
    fields.only("name", "question", "answer", "unit", "explanation")
    name, question = _asked(fields, place)
    answer = _comparison(fields, "answer")
    return Number(place.line, place.step, name, question, _explanation(fields), answer, fields.text("unit"))


def words(fields: Fields, place: Place) -> Part:
    """A text to write: a certain one, or one's own."""
    fields.only("name", "question", "answer", "shortest", "explanation")
    name, question = _asked(fields, place)
    shortest = fields.integer("shortest", 1, 1000) or 1
    return Words(place.line, place.step, name, question, _explanation(fields), fields.texts("answer"), shortest)


def gallery(fields: Fields, place: Place) -> Part:
    """Samples to find among the predictions."""
    fields.only("name", "question", "pick", "count", "explanation")
    name, question = _asked(fields, place)
    target, line = fields.text("pick", required=True), fields.table.line
    names = vocabulary.meaning("references")
    if target and target not in names:
        fields.note(line, "unknown_reference", name=target, hint=vocabulary.guess(target, list(names)))
    count = _comparison(fields, "count") if fields.node("count") else AT_LEAST_ONE
    return Gallery(place.line, place.step, name, question, _explanation(fields), names.get(target, ""), count)


READERS: dict[str, Callable[[Fields, Place], Part]] = {
    "data": data,
    "prediction": prediction,
    "choice": choice,
    "ordering": ordering,
    "matching": matching,
    "number": number,
    "words": words,
    "gallery": gallery,
}


def _asked(fields: Fields, place: Place) -> tuple[str, Rich]:
    return fields.text("name") or place.name, rich(fields.text("question", required=True))


def _explanation(fields: Fields) -> Rich:
    return rich(fields.text("explanation"))


def _comparison(fields: Fields, name: str) -> Comparison:
    node = fields.node(name, required=True)
    try:
        return parse_comparison(as_text(vocabulary.key(name), node), node.line) if node else AT_LEAST_ONE
    except MistakeError as error:
        fields.mistakes.append(error.mistake)
        return AT_LEAST_ONE


def _pairs(fields: Fields, name: str) -> list[tuple[str, Rich]]:
    """What is written as `left: right` in a mapping, or as a list of texts or of such mappings of one entry."""
    found: list[tuple[str, Rich]] = []
    for item in _listed(fields.node(name, required=True)):
        for key, value in ([(e.key, e.value) for e in item.entries] if isinstance(item, Table) else [("", item)]):
            try:
                text = as_text(key or vocabulary.key(name), value)
            except MistakeError as error:
                fields.mistakes.append(error.mistake)
            else:
                found.append((key, rich(text)) if isinstance(item, Table) else (text, rich("")))
    if len(found) > MAX_OPTIONS:
        fields.note(fields.table.line, "too_many", key=vocabulary.key(name), limit=MAX_OPTIONS)
    if len(found) < 2:
        fields.note(fields.table.line, "too_few", key=vocabulary.key(name), limit=2)
    return found[:MAX_OPTIONS]


def _listed(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.items if isinstance(node, Items) else (node,)


def _choices(fields: Fields, required: bool) -> tuple[Option, ...]:
    pairs = _pairs(fields, "choices")
    right = set()
    for node in fields.nodes("answer", required=required):
        text = node.text.strip() if isinstance(node, Text) else ""
        if text.isdecimal() and 1 <= int(text[:3]) <= len(pairs):
            right.add(int(text) - 1)
        else:
            fields.note(node.line, "no_such_choice", key=vocabulary.key("answer"), value=text[:20], high=len(pairs))
    return tuple(Option(rich(text), reply, index in right) for index, (text, reply) in enumerate(pairs))


def _known_data(fields: Fields, data_set: str, stand_in: str, options: dict[str, Value]) -> None:
    """Note sets and options that the catalogue does not have."""
    for name in filter(None, (data_set, stand_in)):
        if name not in CATALOG:
            hint = vocabulary.guess(name, list(CATALOG))
            fields.note(fields.table.line, "unknown_data_set", name=name[:40], hint=hint)
    known = list(CATALOG[data_set].options) if data_set in CATALOG else list(options)
    for name in options:
        if name not in known:
            hint = vocabulary.guess(name, known)
            fields.note(fields.table.line, "unknown_argument", layer=data_set, key=name[:40], hint=hint)


def _options(fields: Fields) -> dict[str, Value]:
    node = fields.node("options")
    if node is None:
        return {}
    if not isinstance(node, Table):
        fields.note(node.line, "not_a_mapping", what=vocabulary.key("options"))
        return {}
    return {entry.key: _value(entry.value.text) for entry in node.entries if isinstance(entry.value, Text)}


def _value(text: str) -> Value:
    if text in ("true", "True", "false", "False"):
        return text in ("true", "True")
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
