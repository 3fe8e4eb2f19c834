"""A page that is opened, for whoever the request names. It is made in pieces, so that others are served meanwhile."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, final
from uuid import uuid4

import panel as pn
from bokeh.application.handlers import Handler
from bokeh.document import Document
from panel.io.state import set_curdoc

from app.components.bundle import styles
from app.lesson.library import lesson
from app.lesson.opening import first_experiment
from app.server import collecting, desk, workers
from app.state.desk import Place
from app.state.notebook import FIRST, Notebook
from app.state.trainer import Trainer
from app.texts import words
from app.views.page import Page
from app.views.shelf import HOME
from app.views.template import PageTemplate

TICK = 100
"""Milliseconds between two looks at the state: ten updates a second, whatever the training's speed."""
LEARNER_COOKIE = "kb_learner"
LOOK_COOKIE = "kb_look"
APOLOGY = Path(__file__).parent / "apology.html"

log = logging.getLogger(__name__)

_ready: dict[Document, tuple[Page, PageTemplate]] = {}
"""Pages that have been made for a session which is about to begin."""


@final
class Opening(Handler):
    """Makes the page of a session before it begins: Bokeh awaits this, while main.py runs in one go."""

    async def on_session_created(self, session_context: Any) -> None:
        collecting().pages += 1
        document: Document = session_context._document  # Bokeh shows it to no hook
        try:
            with set_curdoc(document):
                for _ in pieces(document):
                    await asyncio.sleep(0)
        except Exception:
            log.exception("a page could not be made ahead")
            document.clear()

    async def on_session_destroyed(self, session_context: Any) -> None:
        collecting().pages -= 1

    def modify_document(self, doc: Document) -> None:
        """Nothing: main.py shows the page."""


def page() -> pn.Template:
    """The page that the request names; where it cannot be made, one that says so, rather than an empty one."""
    try:
        return _page(pn.state.curdoc or Document())
    except Exception:
        log.exception("a page could not be made")
        said = words("interface")
        apology = pn.Template(APOLOGY.read_text("utf-8"))
        for name, value in {"words": said, "home": HOME, "styles": styles("tokens.css", "page.css")}.items():
            apology.add_variable(name, value)
        return apology


def _page(document: Document) -> pn.Template:
    """The page that was made ahead, or one that is made now."""
    if document not in _ready:
        for _ in pieces(document):
            pass
    made, template = _ready.pop(document)
    pn.state.onload(lambda: pn.state.add_periodic_callback(made.refresh, TICK))
    return template


def pieces(document: Document) -> Iterator[None]:
    """Make the page for the learner and the lesson that the request names; an unknown lesson is the free experiment."""
    name = pn.state.session_args.get("lesson", [b""])[0].decode("utf-8", "replace")
    found = lesson(name) if name else None
    first = FIRST if found is None else first_experiment(found)[0]
    place = desk().place(_learner(), name if found else "", first)
    yield
    made = Page(place, found, pn.state.cookies.get(LOOK_COOKIE, ""))
    yield
    yield from made.pieces()
    template = made.template()
    yield
    yield from template.pieces(document)
    _ready[document] = made, template


def rehearse() -> None:
    """Make a page for nobody: what is read only once has been read when the first learner comes."""
    notebook = Notebook()
    made = Page(Place("", "", notebook, Trainer(notebook.run, workers())))
    for _ in made.pieces():
        pass
    made.template()


def _learner() -> str:
    """Who it is, by the cookie; somebody new gets a new name."""
    known = pn.state.cookies.get(LEARNER_COOKIE, "")
    return known if known.isascii() and known.isalnum() and len(known) <= 64 else uuid4().hex
