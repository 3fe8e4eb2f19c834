"""The front matter of a lesson: number, title, goals, glossary words and the three lines it closes with."""

from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from app.lesson import vocabulary
from app.lesson.fields import Fields, as_text
from app.lesson.known import Known
from app.lesson.mistakes import Mistake, MistakeError
from app.lesson.nodes import Node, Table, Text, parse
from app.lesson.parts import Rich, Term
from app.lesson.prose import inline_html

FENCE = "---"
CLOSING_LINES = 3
KEYS = ("number", "title", "summary", "minutes", "data_sets", "goals", "bricks", "terms", "closing")


def rich(source: str) -> Rich:
    """A line of Markdown with its HTML."""
    return Rich(source, inline_html(source))


def split(lines: list[str], mistakes: list[Mistake]) -> tuple[Node | None, int]:
    """The tree of the front matter, or None, and the index of the first line after it."""
    if not lines or lines[0].rstrip() != FENCE:
        return None, 0
    token = _parser().parse("\n".join(lines))[0]
    if token.type != "front_matter" or token.map is None:
        mistakes.append(Mistake(1, "front_open"))
        return None, 0
    try:
        return parse(token.content, 2), token.map[1]
    except MistakeError as error:
        mistakes.append(error.mistake)
        return None, 0


@cache
def _parser() -> MarkdownIt:
    """A parser that knows front matter and paragraphs only; made once."""
    return MarkdownIt("zero").use(front_matter_plugin)


def is_lesson(front: Node | None) -> bool:
    """Whether the front matter is of this project, and not of some blog."""
    return isinstance(front, Table) and front.get(vocabulary.key("number")) is not None


def blog_title(front: Node | None) -> str:
    """The title that a blog's front matter gives."""
    title = front.get("title") if isinstance(front, Table) else None
    return title.text.strip() if isinstance(title, Text) else ""


def read(front: Table, known: Known, mistakes: list[Mistake]) -> dict[str, Any]:
    """The fields of a `Lesson` that stand in its front matter."""
    fields = Fields(vocabulary.key("number"), front, mistakes)
    fields.only(*KEYS)
    closing = fields.texts("closing", required=True, low=CLOSING_LINES)
    if len(closing) > CLOSING_LINES:
        fields.note(front.line, "too_many", key=vocabulary.key("closing"), limit=CLOSING_LINES)
    minutes = fields.integer("minutes", 1, 120) if fields.node("minutes", required=True) else None
    return {
        "number": fields.integer("number", 0, 999),
        "title": fields.text("title", required=True),
        "summary": fields.text("summary", required=True),
        "minutes": minutes,
        "data_sets": fields.texts("data_sets"),
        "goals": tuple(rich(goal) for goal in fields.texts("goals", required=True, low=1)),
        "bricks": _bricks(fields, known),
        "terms": _terms(fields, known),
        "closing": tuple(rich(line) for line in closing),
    }


def _bricks(fields: Fields, known: Known) -> tuple[str, ...]:
    names = fields.texts("bricks")
    for name in names:
        if name not in known.layers:
            hint = vocabulary.guess(name, list(known.layers))
            fields.note(fields.table.line, "unknown_layer", name=name, hint=hint)
    return names


def _terms(fields: Fields, known: Known) -> tuple[Term, ...]:
    found: list[Term] = []
    for node in fields.nodes("terms"):
        try:
            found.append(_term(node, known))
        except MistakeError as error:
            fields.mistakes.append(error.mistake)
    return tuple(found)


def _term(node: Node, known: Known) -> Term:
    if isinstance(node, Table) and len(node.entries) == 1:
        entry = node.entries[0]
        return Term(entry.key, "", rich(as_text(entry.key, entry.value)))
    word = as_text(vocabulary.key("terms"), node)
    if word not in known.terms:
        raise MistakeError(node.line, "unknown_term", name=word, hint=vocabulary.guess(word, list(known.terms)))
    return known.terms[word]
