"""The page of one learner: the seven steps as cells, each a thin view of the notebook's state."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, final
from uuid import uuid4

import panel as pn

from app.components.bundle import bundle, styles
from app.server import desk, settings
from app.state.desk import Place
from app.texts import words
from app.views.model_cell import ModelCell

TICK = 100
"""Milliseconds between two looks at the state: ten updates a second, whatever the training's speed."""
LEARNER_COOKIE = "kb_learner"
TEMPLATE = Path(__file__).parent / "page.html"
STEPS = ("data", "model", "compile", "fit", "history", "evaluate", "predict")


class View(Protocol):
    """A part of the page. roots: its Panel objects by their name in the template. refresh: show the state as it is."""

    def roots(self) -> Iterator[tuple[str, Any]]: ...

    def refresh(self) -> None: ...


@final
class Page:
    """All views of one place, refreshed by the clock."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.views: list[View] = [ModelCell(place)]

    def template(self) -> pn.Template:
        """The whole page for Panel to serve."""
        template = pn.Template(TEMPLATE.read_text("utf-8"))
        template.add_variable("words", words("interface"))
        template.add_variable("steps", STEPS)
        template.add_variable("styles", styles("tokens.css", "page.css"))
        for view in self.views:
            for name, root in view.roots():
                template.add_panel(name, root)
        return template

    def refresh(self) -> None:
        """Show what has changed, and keep it."""
        for view in self.views:
            view.refresh()
        desk().save(self.place)


def page() -> pn.Template:
    """The page for the learner and the lesson that the request names."""
    place = desk().place(_learner(), "")
    made = Page(place)
    template = made.template()
    pn.state.onload(lambda: pn.state.add_periodic_callback(made.refresh, TICK))
    return template


def _learner() -> str:
    """Who it is, by the cookie; somebody new gets a new name."""
    known = pn.state.cookies.get(LEARNER_COOKIE, "")
    return known if known.isalnum() and len(known) <= 64 else uuid4().hex  # noqa: PLR2004
