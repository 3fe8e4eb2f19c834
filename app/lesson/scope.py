"""What the reader of conditions carries along, and how it reads the small values that many conditions share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from app.lesson import vocabulary
from app.lesson.comparisons import Comparison
from app.lesson.comparisons import parse as parse_comparison
from app.lesson.fields import as_text
from app.lesson.known import Known
from app.lesson.mistakes import Mistake, MistakeError
from app.lesson.nodes import Entry, Items, Node, Table, Text
from app.lesson.parts import Question

CURVES = ("loss", "accuracy", "acc")
NEARLY = 0.85  # how alike a name has to be to one that is known, so that it is taken for a slip


@final
@dataclass(frozen=True)
class Scope:
    """questions: of the whole lesson, by name. mistakes: added to. inside: the word that allows only runs, or ""."""

    questions: Mapping[str, Question]
    known: Known
    mistakes: list[Mistake]
    inside: str = ""

    def note(self, line: int, code: str, **values: object) -> None:
        """Add a mistake."""
        self.mistakes.append(Mistake(line, code, values))


def comparison(entry: Entry) -> Comparison:
    """The comparison that an entry spells."""
    return parse_comparison(as_text(entry.key, entry.value), entry.line)


def one_of(entry: Entry, *names: str) -> str:
    """The program's name of one of a few Korean words; raises a MistakeError with the closest."""
    words = {vocabulary.word("values", name): name for name in names}
    text = as_text(entry.key, entry.value)
    if text not in words:
        hint = vocabulary.guess(text, list(words))
        raise MistakeError(entry.line, "bad_word", key=entry.key, words=", ".join(words), value=text[:40], hint=hint)
    return words[text]


def metric(name: str, line: int, scope: Scope) -> str:
    """The name of a curve; one that is nearly a known one is noted."""
    bare = name.removeprefix("val_")
    known = [*CURVES, *scope.known.names.get("metric", ()), *scope.known.names.get("loss", ())]
    near_miss(bare, known, line, scope)
    return name


def near_miss(name: str, known: list[str], line: int, scope: Scope) -> None:
    """Note a name that is not known and yet close to one that is; any other may be the learner's own."""
    hint = vocabulary.guess(name, known, NEARLY) if name not in known else ""
    if hint:
        scope.note(line, "unknown_metric", name=name[:40], hint=hint)


def names(entry: Entry) -> list[tuple[str, int]]:
    """One name or a list of names, each with its line."""
    nodes = entry.value.items if isinstance(entry.value, Items) else (entry.value,)
    return [(as_text(entry.key, node), node.line) for node in nodes]


def spelled(node: Node) -> str:
    """A condition in the author's own words, on one line."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return ", ".join(spelled(item) for item in node.items)
    entries = node.entries if isinstance(node, Table) else ()
    return ", ".join(f"{entry.key} {spelled(entry.value)}" for entry in entries)
