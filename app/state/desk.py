"""The open notebooks of a server: a page that is reloaded finds its notebook, and its training, as they were."""

import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol, final

from app.compute.workers import Workers
from app.lesson.evidence import Evidence
from app.state.notebook import FIRST, Notebook
from app.state.trainer import Trainer
from engine.limits import MAX_INPUT
from engine.specs.experiment import Experiment

OWN_CODE = ("model", "compile", "fit")
"""The steps whose code a learner may lay out freely."""
VERSION = 1
"""Of the documents that are written here. What a later version wrote is not understood, and not written over."""
KEPT = 3_600.0
"""Seconds that a notebook stays open after its last page has gone."""
PATIENCE = 5.0
"""Seconds before a store that failed is tried again."""

log = logging.getLogger(__name__)


class Store(Protocol):
    """Where documents outlive the server."""

    def load(self, learner: str, lesson: str) -> dict[str, Any] | None: ...

    def save(self, learner: str, lesson: str, document: dict[str, Any]) -> None: ...


@final
@dataclass(eq=False)
class Place:
    """One learner's place at one lesson ("" is the free experiment). answers: what was answered, by part.

    kept: False where the store holds what this server does not understand, which must stay as it is. counted: the last
    run that is counted; earlier: evidence of the runs that were, oldest first. saved: the revision that lies in the
    store. seen: when a page last looked, failed: when the store last did, on the monotonic clock.
    """

    learner: str
    lesson: str
    notebook: Notebook
    trainer: Trainer
    answers: dict[str, Any] = field(default_factory=dict)
    kept: bool = True
    counted: int = 0
    earlier: list[Evidence] = field(default_factory=list)
    saved: int = 0
    seen: float = field(default_factory=monotonic)
    failed: float = -PATIENCE

    def document(self) -> dict[str, Any]:
        """What is kept."""
        return {"version": VERSION, "experiment": self.notebook.experiment.to_json(), "upward": self.notebook.upward,
                "answers": self.answers, **({"sources": self.notebook.sources} if self.notebook.sources else {})}


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

    def answers(self, learner: str, lesson: str) -> dict[str, Any]:
        """What a learner has answered in a lesson, open or not."""
        found = self._places.get((learner, lesson))
        return _answers(self._loaded(learner, lesson)[0]) if found is None else found.answers

    def save(self, place: Place) -> None:
        """Keep what has changed since it was last kept; a store that fails is tried again a little later."""
        place.seen = monotonic()
        revision = place.notebook.revision
        if place.saved == revision or not place.kept or place.seen - place.failed < PATIENCE:
            return
        try:
            self.store.save(place.learner, place.lesson, place.document())
            place.saved = revision
        except Exception:
            place.failed = place.seen
            log.exception("a notebook could not be kept")

    def _opened(self, learner: str, lesson: str, first: Experiment) -> Place:
        document, kept = self._loaded(learner, lesson)
        notebook = Notebook(_experiment(document, first), upward=bool(document.get("upward", True)))
        notebook.sources.update(_sources(document))
        return Place(learner, lesson, notebook, Trainer(notebook.run, self.workers), _answers(document), kept)

    def _loaded(self, learner: str, lesson: str) -> tuple[dict[str, Any], bool]:
        """The document, and whether another may take its place; empty where there is none that can be understood."""
        try:
            found = self.store.load(learner, lesson) or {}
        except Exception:
            log.exception("a notebook could not be read")
            return {}, False
        version = found.get("version", VERSION)
        if version != VERSION:
            log.warning("a notebook of version %r is left as it is", version)
            return {}, False
        return found, True

    def _leave_old(self) -> None:
        now = monotonic()
        for key, place in list(self._places.items()):
            if now - place.seen > KEPT and not place.notebook.run.active:
                self.save(place)
                del self._places[key]


def _answers(document: dict[str, Any]) -> dict[str, Any]:
    found = document.get("answers")
    return found if isinstance(found, dict) else {}


def _sources(document: dict[str, Any]) -> dict[str, str]:
    """The learner's own code by step."""
    found = document.get("sources")
    pairs = found.items() if isinstance(found, dict) else ()
    return {step: code for step, code in pairs if step in OWN_CODE and isinstance(code, str) and len(code) <= MAX_INPUT}


def _experiment(document: dict[str, Any], first: Experiment) -> Experiment:
    """The kept experiment; one that cannot be read any more gives way to the first."""
    if "experiment" not in document:
        return first
    try:
        found = Experiment.from_json(document["experiment"]).with_input_shape()
        found.problems()
        found.to_json()
    except Exception:  # whatever a damaged document holds
        log.exception("a kept notebook could not be read")
        return first
    return found
