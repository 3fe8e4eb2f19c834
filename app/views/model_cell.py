"""Step 2: the model as bricks."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, final

from app.components.constant import Constant
from app.components.form import Form
from app.components.workshop import Workshop
from app.state import bricks
from app.state.desk import Place
from app.texts import words
from app.texts.cards import card
from app.texts.problems import say
from engine.errors import Problem
from engine.specs.data import data_problems, dataset_of
from engine.specs.experiment import Experiment

PLATES = {"image": "image", "vector": "vector", "plane": "vector", "line": "vector", "sequence": "sequence",
          "series": "sequence"}


@final
class ModelCell:
    """The workshop, showing the notebook's stack and passing on what the learner does to it."""

    def __init__(self, place: Place) -> None:
        self.notebook = place.notebook
        self.workshop = Workshop(catalog=_catalog())
        self.workshop.on_edit(self._edit)
        self.offer = Form()
        self.offer.on_repair(lambda name: self._suit_data())
        self._shown = -1
        self._refused: Problem | None = None
        self.refresh()

    def roots(self) -> Iterator[tuple[str, Any]]:
        yield "model_offer", self.offer
        yield "workshop", self.workshop

    def refresh(self) -> None:
        if self._shown == self.notebook.revision:
            return
        self._shown = self.notebook.revision
        experiment, problems = self.notebook.experiment, self.notebook.problems()
        stack = bricks.stack(experiment, problems)
        self.workshop.param.update(
            base=_base(experiment), stack=stack, plate=_plate(experiment, problems),
            total_params=sum(brick["params"] or 0 for brick in stack), can_undo=self.notebook.can_undo,
            can_redo=self.notebook.can_redo, selected=self.notebook.selected, upward=self.notebook.upward,
            notice=self._notice())
        self._refresh_offer()

    def _refresh_offer(self) -> None:
        """Words and a button where the stack was made for other data."""
        said, outgrown = words("interface")["model"], self.notebook.outgrown
        self.offer.problems = {"": {"text": said["outgrown"], "repair": said["suit"]}} if outgrown else {}
        self.offer.visible = outgrown

    def _suit_data(self) -> None:
        self.notebook.suit_data()
        self.refresh()

    def _edit(self, message: Mapping[str, Any]) -> None:
        self._refused = self.notebook.edit(message)
        self._shown = -1
        self.refresh()

    def _notice(self) -> dict[str, Any] | None:
        if self._refused is not None:
            return {"text": say(self._refused), "undo": False}
        if self.notebook.notice is None:
            return None
        key, name = self.notebook.notice
        if key != "removed":
            return None
        return {"text": words("workshop")["said_removed"].format(class_name=name), "undo": True}


@cache
def _catalog() -> list[Constant]:
    """What the palette offers: of all that a page is told, this takes longest to write out."""
    return [Constant(group) for group in bricks.catalog()]


def _base(experiment: Experiment) -> dict[str, Any]:
    """The plate of the data under the stack."""
    spec = experiment.data
    if data_problems(spec):
        return {"kind": "vector", "title": spec.name, "shape": "?", "count": ""}
    dataset = dataset_of(spec)
    kind = "vector" if spec.flatten else PLATES[dataset.kind]
    shape = bricks.shape_text(experiment.model.input_shape)
    return {"kind": kind, "title": card("dataset", spec.name).title, "shape": shape, "count": ""}


def _plate(experiment: Experiment, problems: list[Problem]) -> dict[str, Any]:
    """The plate that compile snaps to the stack."""
    at = next((p for p in problems if p.path[0] == "compile"), None)
    return {"optimizer": experiment.compile.optimizer.class_name, "loss": experiment.compile.loss.class_name,
            "problem": None if at is None else {"text": say(at)}}
