"""The lessons that are there: files of `lessons/` named by their number, read once and again when they change."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import final

from app.lesson.glossary import read_glossary
from app.lesson.known import Known, layers, names
from app.lesson.mistakes import Mistake
from app.lesson.parts import Lesson
from app.lesson.reader import read_lesson
from engine.limits import MAX_INPUT

FOLDER = Path(__file__).resolve().parents[2] / "lessons"
NAME = re.compile(r"^\d\d-[a-z0-9][a-z0-9-]*\.md$")
GLOSSARY = "glossary.md"
MAX_LESSONS = 500


@final
@dataclass(frozen=True)
class Shelved:
    """A lesson with the name of its file without `.md`, by which a page's address names it."""

    name: str
    lesson: Lesson


def lessons(folder: Path = FOLDER) -> tuple[Shelved, ...]:
    """Every lesson of a folder, by number and then by name."""
    files = sorted(path for path in folder.glob("*.md") if NAME.match(path.name))[:MAX_LESSONS]
    words = folder / GLOSSARY
    stamp = words.stat().st_mtime_ns if words.is_file() else 0
    found = [Shelved(path.stem, _read(path, path.stat().st_mtime_ns, stamp)) for path in files]
    return tuple(sorted(found, key=_order))


def lesson(name: str, folder: Path = FOLDER) -> Lesson | None:
    """The lesson of that name, or None."""
    return next((shelved.lesson for shelved in lessons(folder) if shelved.name == name), None)


def known(folder: Path = FOLDER) -> Known:
    """What the lessons of a folder may name: the engine's classes and the folder's glossary."""
    path = folder / GLOSSARY
    terms = read_glossary(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Known(layers(), names(), terms)


@lru_cache(maxsize=MAX_LESSONS)
def _read(path: Path, changed: int, glossary_changed: int) -> Lesson:
    """One file; `changed` and `glossary_changed` make the cache forget what was read before an edit."""
    with path.open("rb") as file:
        content = file.read(4 * MAX_INPUT + 4)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        text = content.decode("utf-8", errors="replace")
        line = content.count(b"\n", 0, error.start) + 1
        found = read_lesson(text, known(path.parent))
        return replace(found, mistakes=(Mistake(line, "not_utf8"), *found.mistakes))
    return read_lesson(text, known(path.parent))


def _order(shelved: Shelved) -> tuple[float, str]:
    number = shelved.lesson.number
    return (float("inf") if number is None else number, shelved.name)
