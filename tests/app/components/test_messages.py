"""All texts that a learner types share one limit, in the browser and on the server."""

import re

import pytest

from app.components.bundle import FOLDER
from app.components.controls import Controls
from app.components.form import Form
from app.components.lesson import Lesson
from app.components.messages import is_short
from app.components.workshop import Workshop
from engine.limits import MAX_INPUT

LONG = "가" * (MAX_INPUT + 1)


@pytest.mark.parametrize("message", [LONG, {"value": LONG}, [{"a": ["x", LONG]}], {LONG: 1}, ["가" * 1_000] * 101])
def test_long_messages_are_refused(message: object) -> None:
    assert not is_short(message)


@pytest.mark.parametrize("message", [None, 3, "x" * MAX_INPUT, {"op": "set", "value": [1, "relu", None]}, [[]] * 1_000])
def test_other_messages_are_heard(message: object) -> None:
    assert is_short(message)


def test_components_hear_nothing_of_a_long_text() -> None:
    heard: list[object] = []
    form, lesson, workshop = Form(), Lesson(), Workshop()
    form.on_change(lambda *change: heard.append(change))
    lesson.on_answer(lambda *answer: heard.append(answer))
    workshop.on_edit(heard.append)
    for component in (form, lesson, workshop, Controls()):
        component._handle_msg({"op": "change", "name": "units", "id": "a", "value": LONG})
        component._handle_msg({"op": "answer", "id": "a", "value": LONG})
    assert heard == []
    form._handle_msg({"op": "change", "name": "units", "value": "3"})
    assert heard == [("units", "3")]


def test_the_browser_has_the_same_limit() -> None:
    number = re.search(r"MAX_INPUT = (\d+)", (FOLDER / "dom.js").read_text("utf-8"))
    assert number is not None
    assert int(number[1]) == MAX_INPUT
