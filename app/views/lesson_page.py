"""A lesson on the page: its parts to read and answer, between the live cells."""

from collections.abc import Iterator
from typing import Any, final

from app.components.lesson import Lesson as LessonParts
from app.lesson.parts import Gallery, Lesson
from app.state import lesson_parts
from app.state.desk import Place
from app.state.lecture import Lecture
from app.state.showing import Showing
from app.views.results import Results


@final
class LessonPage:
    """The blocks of one lesson in order. order: what the template draws: parts to read, and cells by their step."""

    def __init__(self, lesson: Lesson, place: Place, showing: Showing, results: Results) -> None:
        self.lecture = Lecture(lesson, place, showing)
        self.lesson, self.results = lesson, results
        self.order: list[dict[str, str]] = []
        self._parts: list[tuple[lesson_parts.Block, LessonParts]] = []
        self._shown = (-1, -1)
        for block in [lesson_parts.Block(), *lesson_parts.blocks(lesson), lesson_parts.Block()]:
            self._add(block)
        self._finding = [part.name for part in lesson.parts if isinstance(part, Gallery)]
        results.samples.selectable = bool(self._finding)
        results.samples.on_select(self._found)
        self.refresh()

    def roots(self) -> Iterator[tuple[str, Any]]:
        for number, (_, parts) in enumerate(self._parts):
            yield f"lesson_{number}", parts

    def refresh(self) -> None:
        self.lecture.follow()
        now = (self.lecture.revision, self.lecture.run.revision if not self.lecture.run.active else -1)
        if now == self._shown:
            return
        self._shown = now
        last = len(self._parts) - 1
        for number, (block, view) in enumerate(self._parts):
            parts = lesson_parts.shown(block, self.lecture)
            if number == 0:
                parts = lesson_parts.opening(self.lesson)
            elif number == last:
                parts = lesson_parts.closing(self.lesson)
            view.parts = parts

    def _add(self, block: lesson_parts.Block) -> None:
        if block.step is not None:
            self.order.append({"kind": "cell", "step": block.step})
            return
        self.order.append({"kind": "lesson", "root": f"lesson_{len(self._parts)}"})
        view = LessonParts()
        view.on_answer(self._answer)
        view.on_check(self._check)
        view.on_hint(self._hint)
        view.on_solution(self._solution)
        self._parts.append((block, view))

    def _answer(self, name: str, value: Any) -> None:
        self.lecture.answer(name, value)
        self.refresh()

    def _found(self, numbers: list[int]) -> None:
        for name in self._finding:
            self.lecture.answer(name, numbers)
        self.refresh()

    def _check(self, name: str) -> None:
        self.lecture.check(name)
        self.refresh()

    def _hint(self, name: str) -> None:
        self.lecture.open_hint()
        self.refresh()

    def _solution(self, name: str) -> None:
        self.lecture.take_solution()

