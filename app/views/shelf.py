"""The list of lessons, beside the free experiment."""

from typing import Any

from app.lesson.library import lessons
from app.lesson.parts import Check, Lesson
from app.server import desk
from app.texts import words

HOME = "app"


def shelf(learner: str, here: str) -> list[dict[str, Any]]:
    """The free experiment and every lesson as links; here: the lesson that is open, or "" for the free experiment."""
    said = words("interface")
    found = [{"href": HOME, "title": said["free"], "summary": said["free_summary"], "note": "", "here": not here}]
    for shelved in lessons():
        lesson = shelved.lesson
        number = "" if lesson.number is None else f"{lesson.number}. "
        found.append({"href": f"{HOME}?lesson={shelved.name}", "title": f"{number}{lesson.title}",
                      "summary": lesson.summary, "note": _note(learner, shelved.name, lesson),
                      "here": shelved.name == here})
    return found


def _note(learner: str, name: str, lesson: Lesson) -> str:
    """How long it takes, and how far the learner has come."""
    said = words("interface")
    parts = [] if lesson.minutes is None else [said["minutes"].format(n=lesson.minutes)]
    answers = desk().answers(learner, name)
    checks = [part.name for part in lesson.parts if isinstance(part, Check)]
    done = sum(bool(answers.get(f"_done {check}")) for check in checks)
    if checks and done == len(checks):
        parts.append(said["lesson_done"])
    elif answers:
        parts.append(said["lesson_begun"].format(done=done, all=len(checks)))
    return " · ".join(parts)
