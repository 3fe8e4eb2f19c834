"""Edits that come from a browser: what is none is ignored, and a bug behind one is logged with its traceback."""

from typing import Any

import pytest

from app.state import notebook as notebook_module
from app.state.edit_messages import ARGUMENTS, MAX_DEPTH, read_edit
from app.state.notebook import FIRST, Notebook

BRICK = {"class_name": "Dropout", "config": {"rate": 0.5}}
VALID: dict[str, dict[str, Any]] = {
    "add": {"class_name": "Dense", "index": 1, "config": {"units": 3}},
    "remove": {"index": 2},
    "move": {"source": 0, "target": 2},
    "set": {"index": 1, "name": "units", "value": [3]},
    "paste": {"index": 3, "bricks": [BRICK, {"class_name": "Flatten"}]},
    "repair": {"index": 0},
    "undo": {},
    "redo": {},
    "select": {"index": -1},
    "flip": {},
}


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("operation", ARGUMENTS)
def test_an_edit_is_its_operation_and_its_arguments(operation: str) -> None:
    assert read_edit({"op": operation, **VALID[operation]}, 3) == (operation, VALID[operation])
    assert read_edit({"op": operation, **VALID[operation], "more": 1}, 3) is None


@pytest.mark.parametrize(("operation", "name"), [
    (operation, name) for operation, values in VALID.items() for name in values])
@pytest.mark.parametrize("value", [object(), True, 10**30, {"class_name": 1}, nested(5000)], ids=["object", "bool", "large", "dict", "deep"])
def test_an_argument_of_another_kind_is_no_edit_or_harms_nothing(
        operation: str, name: str, value: Any, caplog: pytest.LogCaptureFixture) -> None:
    notebook = Notebook()
    notebook.edit({"op": operation, **VALID[operation], name: value})
    notebook.problems()
    assert notebook.selected < len(notebook.experiment.model.layers)
    assert caplog.records == []


def test_a_message_may_be_nested_as_layers_are_and_no_deeper() -> None:
    change = {"op": "set", "index": 0, "name": "units"}
    assert read_edit({**change, "value": nested(MAX_DEPTH // 2)}, 3) is not None
    assert read_edit({**change, "value": nested(MAX_DEPTH)}, 3) is None


@pytest.mark.parametrize("message", [
    {}, {"op": "explode"}, {"op": None}, {"op": "add"}, {"op": "remove", "index": 99}, {"op": "remove", "index": "x"},
    {"op": "move", "source": 99, "target": 0}, {"op": "set", "index": 99, "name": "units", "value": 1},
    {"op": "paste", "index": 0, "bricks": [1]}, {"op": "paste", "index": 0, "bricks": [{}]}, {"op": "undo", "more": 1},
    {"op": "add", "class_name": "Dense", "index": "x"}, {"op": "repair", "index": 0}, {"op": "remove", "index": -9},
    {"op": "paste", "index": 0, "bricks": None}, {"op": "add", "class_name": "Dense", "index": 0, "config": 7}, {"op": "set", "index": 1, "name": "units"},
    {"op": "select", "index": 3},
    {"op": "move", "source": 0, "target": 3}, {"op": ["add"]}, {"op": "add", "class_name": "Dense", "index": 1.5},
    {"op": "paste", "index": 0, "bricks": [{"class_name": "Dense", "config": []}]},
    {"op": "set", "index": 1, "name": "units", "value": nested(5000)},
])
def test_what_is_no_edit_changes_nothing(message: dict[str, object], caplog: pytest.LogCaptureFixture) -> None:
    notebook = Notebook()
    assert notebook.edit(message) is None
    assert notebook.experiment == FIRST.with_input_shape()
    assert (notebook.selected, notebook.can_undo) == (-1, False)
    assert caplog.records == []


@pytest.mark.parametrize("bug", [KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError])
@pytest.mark.parametrize(("operation", "function"), [
    ("add", "insert"), ("remove", "remove"), ("move", "move"), ("set", "configure"), ("paste", "canonical")])
def test_a_bug_behind_an_edit_is_logged_and_changes_nothing(
        operation: str, function: str, bug: type[Exception], monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise bug("a bug")

    monkeypatch.setattr(notebook_module, function, broken)
    notebook = Notebook()
    assert notebook.edit({"op": operation, **VALID[operation]}) is None
    assert notebook.experiment == FIRST.with_input_shape()
    (record,) = caplog.records
    assert (record.levelname, record.message) == ("ERROR", f"the edit {operation!r} failed")
    assert record.exc_info is not None
    assert record.exc_info[0] is bug
    monkeypatch.undo()
    notebook.edit({"op": "remove", "index": 0})
    assert len(notebook.experiment.model.layers) == 2
