"""The page of one learner: the seven steps as cells, each a thin view of the notebook's state."""

import asyncio
import logging
from collections.abc import Iterator
from time import monotonic
from typing import Any, Protocol, final

import panel as pn

from app.components.bundle import bundle, classic, styles
from app.components.shell import Shell
from app.lesson.parts import Lesson
from app.server import desk, downloads, settings, workers
from app.state.desk import Place
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
from app.views.template import PageTemplate
from app.views.work import BUDGET, Work
from engine.specs.script import STEPS

log = logging.getLogger(__name__)


class View(Protocol):
    """A part of the page. roots: its Panel objects by their name in the template. refresh: show the state as it is."""

    def roots(self) -> Iterator[tuple[str, Any]]: ...

    def refresh(self) -> None: ...


@final
class Page:
    """All views of one place, refreshed by the clock; there are none before :meth:`pieces` has made them.

    look: what the browser said last of theme and projector.
    """

    def __init__(self, place: Place, lesson: Lesson | None = None, look: str = "") -> None:
        self.place = place
        self.lesson = lesson
        self.showing = Showing(workers(), downloads())
        self.showing.follow(place.notebook.experiment.data)
        self.shell = Shell(learner=place.learner, dark="dark" in look, projector="projector" in look)
        self.work = Work()
        self.results = Results(place, self.showing, self.work)
        self.data = DataCell(place, self.showing, settings().upload, self.work)
        self.views: list[View] = []
        self.order = [{"kind": "cell", "step": step} for step in STEPS]
        self._look = (False, False)

    def pieces(self) -> Iterator[None]:
        """Make the views."""
        self._restyle()
        self.views = [self.data, ModelCell(self.place), CompileCell(self.place), FitCell(self.place), self.results,
                      CodeFaces(self.place)]
        yield
        if self.lesson is not None:
            reader = LessonPage(self.lesson, self.place, self.showing, self.results)
            self.views.append(reader)
            self.order = reader.order
            yield

    def template(self) -> PageTemplate:
        """The whole page for Panel to serve."""
        template = PageTemplate()
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

    async def refresh(self) -> None:
        """Show what has changed, and keep it. Called by the clock alone, which holds the document's lock.

        What a learner does comes without that lock, so that it may change state and Panel's components, but no chart.
        Others are served after a view that took long, before a piece of work is begun, and before it is written out.
        The browser is told of all at once, for nothing may be told of a new chart before it is there.
        """
        with pn.io.hold(pn.state.curdoc):
            self._restyle()
            self.results.tabs = frozenset(self.shell.tabs)
            for view in self.views:
                began = monotonic()
                try:
                    view.refresh()
                except Exception:  # one part that cannot be drawn does not stop the others
                    log.exception("a part of the page could not be refreshed")
                if monotonic() - began > BUDGET:
                    await asyncio.sleep(0)
            if self.work:
                await asyncio.sleep(0)
                self.work.go_on()
                await asyncio.sleep(0)
        desk().save(self.place)

    def _restyle(self) -> None:
        """Follow the theme and the mode that the browser has told."""
        look = (self.shell.dark, self.shell.projector)
        if look != self._look:
            self._look = look
            for chart in [*self.results.charts(), *self.data.charts()]:
                chart.restyle(*look)
