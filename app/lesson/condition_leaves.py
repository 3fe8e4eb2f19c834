"""Reads the conditions on what is built and set: bricks, the stack, data, compile and fit."""

from collections.abc import Callable

from app.lesson import vocabulary
from app.lesson.conditions.base import Condition
from app.lesson.conditions.settings import KINDS, SettingsRule
from app.lesson.conditions.stack import BrickRule, StackRule
from app.lesson.fields import Fields, as_table, as_text
from app.lesson.mistakes import MistakeError
from app.lesson.nodes import Entry, Text
from app.lesson.scope import Scope, comparison, near_miss
from app.lesson.wanted import Wanted, read_wanted

PLACES = ("first", "last", "every", "some")
FIT = ("epochs", "batch_size", "shuffle", "validation_split", "initial_epoch", "class_weight", "callbacks")
SOURCE = ("name", "seed", "validation", "test", "stand_in")
Settings = tuple[tuple[str, Wanted], ...]


def brick(entry: Entry, scope: Scope) -> Condition:
    """Bricks of a class with settings: a class name, or a table of place, class, number and Keras's arguments."""
    if isinstance(entry.value, Text):
        return BrickRule("", "some", _layer(entry.value.text.strip(), entry.line, scope), (), None)
    table = as_table(entry.key, entry.value)
    own = {vocabulary.key(name): name for name in ("where", "kind", "count", "output_shape", "parameters")}
    found: dict[str, Entry] = {own[e.key]: e for e in table.entries if e.key in own}
    kind = _layer(as_text(own_key("kind"), found["kind"].value), entry.line, scope) if "kind" in found else ""
    settings = [
        (own.get(e.key, e.key), read_wanted(e.key, e.value))
        for e in table.entries if own.get(e.key) not in ("where", "kind", "count")
    ]
    _arguments(kind, [e for e in table.entries if e.key not in own], scope)
    where = _where(found["where"]) if "where" in found else "some"
    count = comparison(found["count"]) if "count" in found else None
    return BrickRule("", where, kind, tuple(settings), count)


def own_key(name: str) -> str:
    """The Korean word of a field, for sentences."""
    return vocabulary.key(name)


def _where(entry: Entry) -> str:
    text = as_text(entry.key, entry.value)
    if text.isdecimal() and 0 < len(text) < 4 and int(text) > 0:
        return str(int(text))
    words = {vocabulary.word("values", name): name for name in PLACES}
    if text not in words:
        hint = vocabulary.guess(text, list(words))
        raise MistakeError(entry.line, "bad_word", key=entry.key, words=", ".join(words), value=text[:40], hint=hint)
    return words[text]


def _layer(name: str, line: int, scope: Scope) -> str:
    if name not in scope.known.layers:
        raise MistakeError(line, "unknown_layer", name=name[:40], hint=vocabulary.guess(name, list(scope.known.layers)))
    return name


def _arguments(kind: str, entries: list[Entry], scope: Scope) -> None:
    """Note arguments that the class, or where none is named any class, does not have."""
    layers = scope.known.layers
    allowed = layers[kind] if kind in layers else frozenset[str]().union(*layers.values())
    for entry in entries:
        if entry.key not in allowed:
            hint = vocabulary.guess(entry.key, sorted(allowed))
            layer = kind or own_key("brick")
            scope.note(entry.line, "unknown_argument", layer=layer, key=entry.key[:40], hint=hint)


def stack(entry: Entry, scope: Scope) -> Condition:
    """The stack as a whole."""
    table = as_table(entry.key, entry.value)
    fields = Fields(entry.key, table, scope.mistakes)
    fields.only("order", "repeated", "count", "parameters", "problems")
    given = {e.key: e for e in table.entries}
    count, parameters = (given.get(own_key(name)) for name in ("count", "parameters"))
    return StackRule(
        "",
        tuple(_layer(name, entry.line, scope) for name in fields.texts("order")),
        fields.integer("repeated", 1, 20) or 1,
        comparison(count) if count else None,
        comparison(parameters) if parameters else None,
        fields.text("problems") == vocabulary.word("values", "none"),
    )


def compiled(entry: Entry, scope: Scope) -> Condition:
    """What `compile` is given."""
    settings = _settings(entry)
    for key, wanted in settings:
        known = scope.known.names.get(KINDS.get(key, ""), frozenset())
        for word in wanted.words:
            near_miss(word, ["accuracy", "acc", *known] if key == "metrics" else list(known), entry.line, scope)
    return SettingsRule("", "compile", settings)


def fitted(entry: Entry, scope: Scope) -> Condition:
    """What `fit` is given."""
    _only(entry, FIT, scope)
    return SettingsRule("", "fit", _settings(entry))


def source(entry: Entry, scope: Scope) -> Condition:
    """What the data cell says: its Korean fields, or the arguments of a generated set."""
    korean = {vocabulary.key(name): name for name in SOURCE}
    return SettingsRule("", "source", tuple((korean.get(key, key), wanted) for key, wanted in _settings(entry)))


def _settings(entry: Entry) -> Settings:
    table = as_table(entry.key, entry.value)
    return tuple((e.key, read_wanted(e.key, e.value)) for e in table.entries)


def _only(entry: Entry, allowed: tuple[str, ...], scope: Scope) -> None:
    for e in as_table(entry.key, entry.value).entries:
        if e.key not in allowed:
            hint = vocabulary.guess(e.key, list(allowed))
            scope.note(e.line, "unknown_key", what=entry.key, key=e.key[:40], hint=hint)


BUILT: dict[str, Callable[[Entry, Scope], Condition]] = {
    "brick": brick,
    "stack": stack,
    "compile": compiled,
    "fit": fitted,
    "source": source,
}
