"""The parts of a lesson as the page shows them: plain dicts, in blocks between the live cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import singledispatch
from html import escape
from typing import Any, final

from app.lesson.checks import State
from app.lesson.parts import (
    Check,
    Choice,
    CodeCell,
    DataCell,
    Gallery,
    Hint,
    Lesson,
    Matching,
    Number,
    Ordering,
    Part,
    Prediction,
    Prose,
    Quiz,
    Rich,
    Solution,
    Words,
)
from app.state.lecture import Lecture
from engine.specs.from_python import from_python
from engine.specs.script import STEPS

FIRST_HEADING = re.compile(r"^\s*<h1\b[^>]*>.*?</h1>\s*", re.DOTALL)


@final
@dataclass
class Block:
    """Some parts in a row, or a live cell. step: of the cell, or None."""

    step: str | None = None
    parts: list[Part] = field(default_factory=list)


def blocks(lesson: Lesson) -> list[Block]:
    """The lesson cut into parts to read and live cells; a step has one live cell, where it first comes up."""
    found = [Block()]
    seen: set[str] = set()
    for part in lesson.parts:
        step = live_step(part)
        if step is not None and step not in seen:
            seen.add(step)
            found += [Block(step), Block()]
        elif step is None or not isinstance(part, DataCell):
            found[-1].parts.append(part)
    return [block for block in found if block.step or block.parts]


def live_step(part: Part) -> str | None:
    """The step whose cell a part becomes, if it becomes one."""
    if isinstance(part, DataCell):
        return "data"
    if not isinstance(part, CodeCell) or not part.live:
        return None
    reading = from_python(part.code)
    for step, read in (("fit", reading.fit), ("compile", reading.compile), ("model", reading.model)):
        if read is not None:
            return step
    for step, word in (("history", ".history"), ("evaluate", ".evaluate("), ("predict", ".predict(")):
        if word in part.code:
            return step
    return STEPS[part.step - 1] if part.step and "get_weights" not in part.code else None


def without_title(part: Prose, title: str) -> str:
    """The HTML of a text without the heading that the page's own says already."""
    again = part.level == 1 and " ".join(part.heading.split()) == " ".join(title.split())
    return FIRST_HEADING.sub("", part.html, count=1) if again else part.html


def shown(block: Block, lecture: Lecture) -> list[dict[str, Any]]:
    """The parts of a block as plain dicts."""
    found: list[dict[str, Any]] = []
    for part in block.parts:
        if isinstance(part, Hint) and found and found[-1]["kind"] == "hints":
            found[-1]["hints"].append({"number": part.number, "html": part.html})
            continue
        made = _shown(part, lecture)
        if made is not None:
            found.append({"id": f"line-{part.line}", **made})
    return found


def opening(lesson: Lesson) -> list[dict[str, Any]]:
    """What a lesson begins with."""
    return [{"id": "goals", "kind": "goals", "lines": [goal.html for goal in lesson.goals]}] if lesson.goals else []


def closing(lesson: Lesson) -> list[dict[str, Any]]:
    """What a lesson ends with."""
    found: list[dict[str, Any]] = []
    if lesson.closing:
        found.append({"id": "summary", "kind": "summary", "lines": [line.html for line in lesson.closing]})
    if lesson.terms:
        terms = [{"word": t.word, "english": t.english, "meaning": t.meaning.html} for t in lesson.terms]
        found.append({"id": "glossary", "kind": "glossary", "terms": terms})
    return found


@singledispatch
def _shown(part: Part, lecture: Lecture) -> dict[str, Any] | None:
    return None


@_shown.register
def _(part: Prose, lecture: Lecture) -> dict[str, Any] | None:
    html = without_title(part, lecture.lesson.title)
    return {"kind": "prose", "html": html} if html.strip() else None


@_shown.register
def _(part: CodeCell, lecture: Lecture) -> dict[str, Any] | None:
    return {"kind": "prose", "html": f"<pre><code>{escape(part.source)}</code></pre>"}


@_shown.register
def _(part: Prediction, lecture: Lecture) -> dict[str, Any] | None:
    answer = lecture.place.answers.get(part.name)
    reply = ""
    if isinstance(answer, int) and 0 <= answer < len(part.options) and lecture.replied(part):
        reply = part.options[answer].reply.html
    return {"id": part.name, "kind": "prediction", "question": part.question.html, "reply": reply,
            "options": _listed(option.text for option in part.options), "answer": answer}


@_shown.register
def _(part: Check, lecture: Lecture) -> dict[str, Any] | None:
    found = lecture.verdicts.get(part.name)
    done = bool(lecture.place.answers.get(f"_done {part.name}"))
    state = found.state if found else State.CORRECT if done else State.NOT_ATTEMPTED
    return {"id": part.name, "kind": "check", "goal": part.goal.html, "state": str(state),
            "missing": list(found.missing) if found else [], "praise": part.praise.html}


@_shown.register
def _(part: Hint, lecture: Lecture) -> dict[str, Any] | None:
    return {"id": "hints", "kind": "hints", "hints": [{"number": part.number, "html": part.html}],
            "opened": int(lecture.place.answers.get("_hints", 0))}


@_shown.register
def _(part: Solution, lecture: Lecture) -> dict[str, Any] | None:
    return {"id": "solution", "kind": "solution", "code": part.code}


@_shown.register
def _(part: Quiz, lecture: Lecture) -> dict[str, Any] | None:
    state = lecture.judged(part)
    answer = lecture.place.answers.get(part.name)
    return {"id": part.name, "question": part.question.html, "answer": answer, "state": str(state), "missing": [],
            "reply": _reply(part, answer),
            "explanation": part.explanation.html if state is State.CORRECT else "", **_form(part)}


def _reply(part: Quiz, answer: Any) -> str:
    """What a choice says to whoever made it."""
    if isinstance(part, Choice) and isinstance(answer, int) and 0 <= answer < len(part.options):
        return part.options[answer].reply.html
    return ""


def _form(part: Quiz) -> dict[str, Any]:
    """What kind of question it is, and what there is to choose from."""
    match part:
        case Choice():
            return {"kind": "choice", "options": _listed(o.text for o in part.options), "several": part.several}
        case Ordering():
            return {"kind": "ordering", "items": _listed(part.items), "order": list(part.shuffled())}
        case Matching():
            return {"kind": "matching", "left": _listed(left for left, _ in part.pairs),
                    "right": _listed(right for _, right in part.pairs), "order": list(part.shuffled())}
        case Number():
            return {"kind": "number", "unit": part.unit}
        case Words():
            return {"kind": "words", "shortest": part.shortest}
        case Gallery():
            return {"kind": "finding"}
    raise TypeError(type(part).__name__)


def _listed(texts: Iterator[Rich] | tuple[Rich, ...]) -> list[dict[str, str]]:
    return [{"html": text.html} for text in texts]
