"""The desk: a page that is reloaded finds its place, a new server finds what was kept, and damaged documents do no harm."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.compute.workers import Workers
from app.state import desk as desks
from app.state.desk import Desk
from app.state.notebook import FIRST
from app.storage.notebooks import NotebookStore

SMALLER = {"op": "set", "index": 1, "name": "units", "value": 8}


@pytest.fixture
def store(tmp_path: Path) -> NotebookStore:
    return NotebookStore(f"sqlite:///{tmp_path / 'kept.sqlite'}")


def test_a_reload_finds_the_same_place_with_its_run(store: NotebookStore, workers: Workers) -> None:
    desk = Desk(store, workers)
    place = desk.place("somebody")
    place.notebook.run.begin(3)
    assert desk.place("somebody") is place
    assert desk.place("somebody").notebook.run.epochs == 3
    assert desk.place("somebody else") is not place
    assert desk.place("somebody", "01-first-blocks") is not place


def test_another_server_finds_the_kept_document(store: NotebookStore, workers: Workers) -> None:
    desk = Desk(store, workers)
    place = desk.place("somebody")
    place.notebook.edit(SMALLER)
    place.notebook.edit({"op": "flip"})
    place.notebook.choose_fit(epochs="열")
    place.answers["_runs"] = 2
    desk.save(place)
    found = Desk(NotebookStore(store.url), workers).place("somebody")
    assert found is not place
    assert found.notebook.experiment == place.notebook.experiment
    assert found.notebook.upward is False
    assert found.answers == {"_runs": 2}
    assert found.notebook.run.status == "idle"


def test_only_changes_are_written(workers: Workers) -> None:
    class Counting:
        saved = 0

        def load(self, learner: str, lesson: str) -> None:
            return None

        def save(self, learner: str, lesson: str, document: dict[str, Any]) -> None:
            json.dumps(document, allow_nan=False)
            self.saved += 1

    store = Counting()
    desk = Desk(store, workers)
    place = desk.place("somebody")
    for _ in range(3):
        desk.save(place)
    before = store.saved
    place.notebook.edit(SMALLER)
    for _ in range(3):
        desk.save(place)
    assert store.saved == before + 1


@pytest.mark.parametrize("document", [
    {}, {"experiment": None}, {"experiment": {}}, {"experiment": "digits"}, {"experiment": []}, {"version": 99},
    {"experiment": {"data": {}, "model": {}, "compile": {}, "fit": {}}},
    {"experiment": {**FIRST.to_json(), "model": {"layers": "Dense"}}},
    {"experiment": {**FIRST.to_json(), "model": {"layers": [{"class_name": "Dense", "config": 7}]}}},
    {"experiment": {**FIRST.to_json(), "model": {"layers": [3], "input_shape": 5}}},
    {"experiment": {**FIRST.to_json(), "model": {"layers": [FIRST.model.layers[0].to_json()] * 1000}}},
    {"experiment": {**FIRST.to_json(), "fit": {"epoochs": 3}}},
    {"experiment": {**FIRST.to_json(), "data": {"name": ["digits"]}}},
    {"experiment": {**FIRST.to_json(), "data": {"name": "digits", "options": 3}}},
    {"experiment": {**FIRST.to_json(), "compile": {"optimizer": {}, "loss": {}, "metrics": 3}}},
    {"experiment": FIRST.to_json(), "answers": [1], "upward": "x"},
])
def test_a_damaged_document_gives_way_to_the_first(document: dict[str, Any], store: NotebookStore, workers: Workers) -> None:
    store.save("somebody", "", document)
    place = Desk(store, workers).place("somebody")
    assert place.answers == {}
    assert place.notebook.problems() == []
    assert place.notebook.experiment == FIRST.with_input_shape()


def test_places_that_nobody_looks_at_are_kept_and_closed(store: NotebookStore, workers: Workers,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(desks, "monotonic", lambda: now[0])
    desk = Desk(store, workers)
    old, running = desk.place("old"), desk.place("running")
    old.seen = running.seen = 0.0
    old.notebook.edit(SMALLER)
    running.notebook.run.begin(3)
    now[0] = desks.KEPT + 1
    again = desk.place("old")
    assert again is not old
    assert again.notebook.experiment == old.notebook.experiment
    assert desk.place("running") is running


def test_a_store_that_cannot_be_written_loses_nothing_on_the_page(workers: Workers) -> None:
    class Full:
        def load(self, learner: str, lesson: str) -> None:
            return None

        def save(self, learner: str, lesson: str, document: dict[str, Any]) -> None:
            raise OSError("disk full")

    desk = Desk(Full(), workers)
    place = desk.place("somebody")
    place.notebook.edit(SMALLER)
    desk.save(place)
    assert desk.place("somebody") is place
