"""The page of one learner: the seven steps as cells, each a thin view of the notebook's state."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, final
from uuid import uuid4

import panel as pn
from bokeh.document import Document

from app.components.bundle import bundle, classic, styles
from app.components.shell import Shell
from app.lesson.library import lesson
from app.lesson.opening import first_experiment
from app.lesson.parts import Lesson
from app.server import desk, downloads, settings, workers
from app.state.desk import Place
from app.state.notebook import FIRST
from app.state.showing import Showing
from app.texts import words
from app.views.code_faces import CodeFaces
from app.views.compile_cell import CompileCell
from app.views.data_cell import DataCell
from app.views.fit_cell import FitCell
from app.views.lesson_page import LessonPage
from app.views.model_cell import ModelCell
from app.views.results import Results
from app.views.shelf import HOME, shelf
from app.views.work import Work
from engine.specs.script import STEPS

TICK = 100
"""Milliseconds between two looks at the state: ten updates a second, whatever the training's speed."""
LEARNER_COOKIE = "kb_learner"
LOOK_COOKIE = "kb_look"
TEMPLATE = Path(__file__).parent / "page.html"
APOLOGY = Path(__file__).parent / "apology.html"

log = logging.getLogger(__name__)


class View(Protocol):
    """A part of the page. roots: its Panel objects by their name in the template. refresh: show the state as it is."""

    def roots(self) -> Iterator[tuple[str, Any]]: ...

    def refresh(self) -> None: ...


@final
class OnePassTemplate(pn.Template):
    """A template whose parts join the document together: one by one, each would go through all models again."""

    def __repr__(self) -> str:
        return "page"  # Panel's own goes through every parameter of every part, whenever a part is added

    def _init_doc(self, doc: Document | None = None, *arguments: Any, **options: Any) -> Document:
        document = doc or pn.state.curdoc or Document()
        with document.models.freeze():
            return super()._init_doc(document, *arguments, **options)


@final
class Page:
    """All views of one place, refreshed by the clock. look: what the browser said last of theme and projector."""

    def __init__(self, place: Place, lesson: Lesson | None = None, look: str = "") -> None:
        self.place = place
        self.lesson = lesson
        self.showing = Showing(workers(), downloads())
        self.showing.follow(place.notebook.experiment.data)
        self.shell = Shell(learner=place.learner, dark="dark" in look, projector="projector" in look)
        self.work = Work()
        self.results = Results(place, self.showing, self.work)
        self.data = DataCell(place, self.showing, settings().upload, self.work)
        self.views: list[View] = [self.data, ModelCell(place), CompileCell(place), FitCell(place), self.results,
                                  CodeFaces(place)]
        self.order = [{"kind": "cell", "step": step} for step in STEPS]
        if lesson is not None:
            reader = LessonPage(lesson, place, self.showing, self.results)
            self.views.append(reader)
            self.order = reader.order
        self._look = (False, False)
        if look:
            self._restyle()

    def template(self) -> pn.Template:
        """The whole page for Panel to serve."""
        template = OnePassTemplate(TEMPLATE.read_text("utf-8"))
        for name, value in self._variables().items():
            template.add_variable(name, value)
        template.add_panel("shell", self.shell)
        for view in self.views:
            for name, root in view.roots():
                template.add_panel(name, root)
        return template

    def _variables(self) -> dict[str, Any]:
        """What the template says."""
        said = words("interface")
        shown = [part["step"] for part in self.order if part["kind"] == "cell"]
        heading = said["free"] if self.lesson is None else self.lesson.title
        return {
            "words": said, "steps": STEPS, "early": classic("early.js"),
            "styles": styles("tokens.css", "page.css"), "script": bundle("page.js"),
            "home": HOME, "title": f"{heading} · {said['title']}", "heading": heading,
            "subtitle": said["subtitle"] if self.lesson is None else self.lesson.summary,
            "lessons": shelf(self.place.learner, self.place.lesson), "parts": self.order,
            "here": self.place.lesson, "unused": [step for step in STEPS if step not in shown],
        }

    def refresh(self) -> None:
        """Show what has changed, and keep it. Called by the clock alone, which holds the document's lock.

        What a learner does comes without that lock, so that it may change state and Panel's components, but no chart.
        In one go: nothing may be told of a new chart before it is there.
        """
        with pn.io.hold(pn.state.curdoc):
            self._restyle()
            self.results.tabs = frozenset(self.shell.tabs)
            for view in self.views:
                try:
                    view.refresh()
                except Exception:  # one part that cannot be drawn does not stop the others
                    log.exception("a part of the page could not be refreshed")
            self.work.go_on()
        desk().save(self.place)

    def _restyle(self) -> None:
        """Follow the theme and the mode that the browser has told."""
        look = (self.shell.dark, self.shell.projector)
        if look != self._look:
            self._look = look
            for chart in [*self.results.charts(), *self.data.charts()]:
                chart.restyle(*look)


def page() -> pn.Template:
    """The page that the request names; where it cannot be made, one that says so, rather than an empty one."""
    try:
        return _page()
    except Exception:
        log.exception("a page could not be made")
        said = words("interface")
        apology = pn.Template(APOLOGY.read_text("utf-8"))
        for name, value in {"words": said, "home": HOME, "styles": styles("tokens.css", "page.css")}.items():
            apology.add_variable(name, value)
        return apology


def _page() -> pn.Template:
    """The page for the learner and the lesson that the request names; an unknown lesson is the free experiment."""
    name = pn.state.session_args.get("lesson", [b""])[0].decode("utf-8", "replace")
    found = lesson(name) if name else None
    first = FIRST if found is None else first_experiment(found)[0]
    made = Page(desk().place(_learner(), name if found else "", first), found,
                pn.state.cookies.get(LOOK_COOKIE, ""))
    template = made.template()
    pn.state.onload(lambda: pn.state.add_periodic_callback(made.refresh, TICK))
    return template


def _learner() -> str:
    """Who it is, by the cookie; somebody new gets a new name."""
    known = pn.state.cookies.get(LEARNER_COOKIE, "")
    return known if known.isascii() and known.isalnum() and len(known) <= 64 else uuid4().hex
