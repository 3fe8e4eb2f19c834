"""The open notebooks of a server: a page that is reloaded finds its notebook, and its training, as they were."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol, final

from app.state.trainer import Trainer
from app.compute.workers import Workers
from app.state.notebook import FIRST, Notebook
from engine.problems import ProblemError
from engine.specs.experiment import Experiment

KEPT = 3_600.0
"""Seconds that a notebook stays open after its last page has gone."""


class Store(Protocol):
    """Where documents outlive the server."""

    def load(self, learner: str, lesson: str) -> dict[str, Any] | None: ...

    def save(self, learner: str, lesson: str, document: dict[str, Any]) -> None: ...


@final
@dataclass(eq=False)
class Place:
    """One learner's place at one lesson ("" is the free experiment). answers: what was answered, by part.

    saved: the revision that lies in the store. seen: when a page last looked, on the monotonic clock.
    """

    learner: str
    lesson: str
    notebook: Notebook
    trainer: Trainer
    answers: dict[str, Any] = field(default_factory=dict)
    saved: int = 0
    seen: float = field(default_factory=monotonic)

    def document(self) -> dict[str, Any]:
        """What is kept."""
        return {"version": 1, "experiment": self.notebook.experiment.to_json(), "upward": self.notebook.upward,
                "answers": self.answers}


@final
class Desk:
    """All open places, by learner and lesson."""

    def __init__(self, store: Store, workers: Workers) -> None:
        self.store = store
        self.workers = workers
        self._places: dict[tuple[str, str], Place] = {}

    def place(self, learner: str, lesson: str = "", first: Experiment = FIRST) -> Place:
        """The place of a learner, opened from the store, or new with the first experiment."""
        self._leave_old()
        key = (learner, lesson)
        if key not in self._places:
            self._places[key] = self._opened(learner, lesson, first)
        self._places[key].seen = monotonic()
        return self._places[key]

    def save(self, place: Place) -> None:
        """Keep what has changed since it was last kept."""
        place.seen = monotonic()
        if place.saved != place.notebook.revision:
            place.saved = place.notebook.revision
            self.store.save(place.learner, place.lesson, place.document())

    def _opened(self, learner: str, lesson: str, first: Experiment) -> Place:
        kept = self.store.load(learner, lesson) or {}
        notebook = Notebook(_experiment(kept, first), upward=bool(kept.get("upward", True)))
        answers = kept.get("answers")
        return Place(learner, lesson, notebook, Trainer(notebook.run, self.workers),
                     answers if isinstance(answers, dict) else {})

    def _leave_old(self) -> None:
        now = monotonic()
        for key, place in list(self._places.items()):
            if now - place.seen > KEPT and not place.notebook.run.active:
                self.save(place)
                del self._places[key]


def _experiment(kept: dict[str, Any], first: Experiment) -> Experiment:
    """The kept experiment; one that cannot be read any more gives way to the first."""
    try:
        return Experiment.from_json(kept["experiment"])
    except (KeyError, TypeError, ValueError, ProblemError):
        return first
