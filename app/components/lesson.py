"""Parts of a lesson as cards: prose, predictions, quizzes, checks, hints, solution, summary, glossary."""

from collections.abc import Callable, Mapping
from typing import Any, final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.components.messages import is_short
from app.texts import words

Answer = Callable[[str, Any], None]
Asked = Callable[[str], None]


@final
class Lesson(JSComponent):
    """Shows the parts it is given, in their order, and reports what a learner does with them.

    Every part has ``id`` and ``kind``; texts named html, question, reply, explanation, goal, praise are safe HTML of
    the lesson reader. ``state`` is not_attempted, not_yet or correct, ``missing`` a list of plain sentences. By kind:

    - prose: html. goals, summary: lines. glossary: terms ``[{word, english, meaning}]``.
    - prediction: question, options ``[{html}]``, answer (index or None: then it is confirmed), reply (after the run).
    - choice: question, options, several, answer. ordering: question, items ``[{html}]``, order (indices as shown
      first), answer. matching: question, left and right ``[{html}]``, order (of the right sides), answer. number:
      question, unit, answer. words: question, shortest, answer. finding: question, answer (samples picked).
      All of these: state, missing, reply (to this answer), explanation (shown when it is right).
    - check: goal, state, missing, praise. hints: hints ``[{number, html}]``, opened. solution: code.
    """

    parts = param.List(default=[], doc="The parts, as plain data.")
    words = param.Dict(default=words("lesson"), doc="The Korean words of the component.")

    _esm = bundle("lesson.js")
    _stylesheets = [styles("fields.css", "kit.css", "python.css", "prose.css", "lesson.css", "ordering.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
        self._answers: list[Answer] = []
        self._asked: dict[str, list[Asked]] = {"check": [], "hint": [], "solution": []}

    def on_answer(self, callback: Answer) -> None:
        """Call ``callback(id, value)`` when an answer is handed in; its form is that of the part's ``answer``."""
        self._answers.append(callback)

    def on_check(self, callback: Asked) -> None:
        """Call ``callback(id)`` when a learner asks whether a goal is reached."""
        self._asked["check"].append(callback)

    def on_hint(self, callback: Asked) -> None:
        """Call ``callback(id)`` when one more hint was opened."""
        self._asked["hint"].append(callback)

    def on_solution(self, callback: Asked) -> None:
        """Call ``callback(id)`` when the solution is to be put into the blocks."""
        self._asked["solution"].append(callback)

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        if not is_short(data):
            return
        if data.get("op") == "answer":
            for answer in self._answers:
                answer(str(data["id"]), data.get("value"))
        for asked in self._asked.get(str(data.get("op")), []):
            asked(str(data["id"]))
