"""Reads a lesson: Markdown with front matter, Korean prose, Keras code in fences, and declared parts.

A fence of ```` ```python ```` is a live cell. After the word `python` may stand the words of `[parts]` for a solution
or for code that is only looked at. A fence with a word of `[parts]` alone holds YAML and is a declared part. Any other
fence is text. A plain Keras tutorial, with none of this, is a lesson of prose and code.

Nothing in a file raises: what is wrong becomes a `Mistake` at its line, and text that was not understood is shown.
"""

from dataclasses import replace

from app.lesson import front_matter
from app.lesson.known import Known, layers, names
from app.lesson.mistakes import Mistake
from app.lesson.nodes import Table
from app.lesson.parts import Lesson, Part, Prose
from app.lesson.sections import read_body
from engine.limits import MAX_INPUT


def read_lesson(text: str, known: Known | None = None) -> Lesson:
    """The lesson that a file holds. known: what it may name; by default the engine's layers and no glossary."""
    known = known or Known(layers(), names())
    mistakes: list[Mistake] = []
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    if len(source) > MAX_INPUT:
        mistakes.append(Mistake(1, "too_long", {"size": len(source), "limit": MAX_INPUT}))
        source = source[:MAX_INPUT]
    lines = source.split("\n")
    front, start = front_matter.split(lines, mistakes)
    lesson = Lesson(source=text)
    if isinstance(front, Table) and front_matter.is_lesson(front):
        lesson = replace(lesson, **front_matter.read(front, known, mistakes))
    parts = read_body(lines, start, known, mistakes)
    title = lesson.title or front_matter.blog_title(front) or first_heading(parts)
    mistakes.sort(key=lambda mistake: mistake.line)
    return replace(lesson, title=title, parts=tuple(parts), mistakes=tuple(mistakes))


def first_heading(parts: list[Part]) -> str:
    """The words of the first heading."""
    return next((part.heading for part in parts if isinstance(part, Prose) and part.heading), "")
