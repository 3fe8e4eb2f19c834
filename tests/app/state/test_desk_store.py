"""What is kept of a learner comes back, and what is not understood, or cannot be kept just now, is not lost."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.state import desk as desks
from app.state.desk import VERSION, Desk
from app.state.notebook import FIRST
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec, FitSpec


class Shelf:
    """A store in memory. broken: whether it fails just now."""

    def __init__(self, document: Any = None) -> None:
        self.documents: dict[tuple[str, str], Any] = {("me", ""): document} if document is not None else {}
        self.broken = False

    def load(self, learner: str, lesson: str) -> Any:
        if self.broken:
            raise OSError("no database")
        return self.documents.get((learner, lesson))

    def save(self, learner: str, lesson: str, document: Any) -> None:
        if self.broken:
            raise OSError("no database")
        self.documents[learner, lesson] = json.loads(json.dumps(document))


def opened(shelf: Shelf) -> Desk:
    return Desk(shelf, None)  # type: ignore[arg-type]


def test_what_was_changed_comes_back() -> None:
    shelf = Shelf()
    place = opened(shelf).place("me")
    desk = opened(shelf)
    desk.save(place)
    assert shelf.documents == {}, "nothing was changed"
    place.notebook.choose_fit(epochs=7)
    place.answers["q"] = 2
    desk.save(place)
    again = opened(shelf).place("me")
    assert (again.notebook.experiment, again.answers) == (place.notebook.experiment, {"q": 2})


@pytest.mark.parametrize("version", [VERSION + 1, "2", None])
def test_a_document_of_another_version_stays_as_it_is(version: Any) -> None:
    document = {"version": version, "experiment": {"data": "something new"}, "answers": {"q": 1}}
    shelf = Shelf(document)
    desk = opened(shelf)
    place = desk.place("me")
    assert place.notebook.experiment == FIRST.with_input_shape()
    place.notebook.choose_fit(epochs=3)
    desk.save(place)
    assert shelf.documents["me", ""] == document


def test_a_store_that_fails_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf()
    desk = opened(shelf)
    place = desk.place("me")
    place.notebook.choose_fit(epochs=3)
    shelf.broken = True
    desk.save(place)
    shelf.broken = False
    desk.save(place)
    assert shelf.documents == {}, "not at once"
    monkeypatch.setattr(desks, "PATIENCE", 0.0)
    desk.save(place)
    assert shelf.documents["me", ""]["experiment"]["fit"]["epochs"] == 3


def test_a_store_that_cannot_be_read_gives_a_page_and_is_not_written_over() -> None:
    shelf = Shelf({"version": VERSION, "experiment": replace(FIRST, fit=FitSpec(epochs=9)).to_json()})
    before = shelf.documents["me", ""]
    desk = opened(shelf)
    shelf.broken = True
    place = desk.place("me")
    shelf.broken = False
    place.notebook.choose_fit(epochs=3)
    desk.save(place)
    assert shelf.documents["me", ""] == before


GOOD = FIRST.to_json()
HOSTILE: list[Any] = [
    None, 7, "x", [], {}, {"data": {}}, {**GOOD, "data": {**GOOD["data"], "name": [1]}},
    {**GOOD, "data": {**GOOD["data"], "options": [1]}}, {**GOOD, "data": {**GOOD["data"], "surprise": 1}},
    {**GOOD, "model": {"layers": [{"class_name": "Dense", "config": [1]}]}}, {**GOOD, "model": {"layers": "Dense"}},
    {**GOOD, "model": {"layers": [{"class_name": {}, "config": {}}]}}, {**GOOD, "fit": {"epochs": 1, "lr": 2}},
    {**GOOD, "model": {"layers": [{"class_name": "Dense"}] * 10_000}}, {**GOOD, "compile": None},
]


@pytest.mark.parametrize("document", HOSTILE)
def test_an_experiment_that_is_none_gives_way_to_the_first(document: Any) -> None:
    place = opened(Shelf({"version": VERSION, "experiment": document, "answers": [1]})).place("me")
    assert (place.notebook.experiment, place.answers) == (FIRST.with_input_shape(), {})


def test_absurd_values_are_problems_and_can_be_kept() -> None:
    absurd = {**GOOD, "data": {**GOOD["data"], "seed": float("nan"), "test_share": float("inf")},
              "fit": {**GOOD["fit"], "epochs": 10**400, "batch_size": [1]}}
    found = Experiment.from_json(absurd)
    assert {problem.path for problem in found.problems()} >= {("data", "seed"), ("data", "test_share")}
    assert Experiment.from_json(json.loads(json.dumps(found.to_json(), allow_nan=False))) == found


def test_a_whole_number_may_have_a_point() -> None:
    assert FitSpec(epochs=8.0) == FitSpec(epochs=8)
    assert isinstance(DataSpec(seed=5.0).seed, int)
