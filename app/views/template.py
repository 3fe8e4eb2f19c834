"""The frame of the page for Panel to serve, which takes the parts of the page in handfuls."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, final

import panel as pn
from bokeh.document import Document

TEMPLATE = Path(__file__).parent / "page.html"
HANDFUL = 2
"""Parts that join the document at once: less than 20 ms."""


@cache
def compiled() -> Any:
    """The template as Jinja has compiled it, which takes longer than filling it in."""
    return pn.Template(TEMPLATE.read_text("utf-8")).template


@final
class PageTemplate(pn.Template):
    """The page's template. Its document can be made ahead, piece by piece."""

    _render_items: dict[str, Any]

    def __init__(self) -> None:
        super().__init__(compiled())

    def __repr__(self) -> str:
        return "page"  # Panel's own goes through every parameter of every part, whenever a part is added

    def pieces(self, document: Document) -> Iterator[None]:
        """Give the document its parts, some at a time. Whoever does other things in between gets no turn for long."""
        parts = list(self._render_items.items())
        modes: dict[str, Any] = {}
        for at in range(0, len(parts), HANDFUL):
            self._render_items = dict(parts[at:at + HANDFUL])
            with document.models.freeze():  # the models of all parts are gone through once, not for each part
                super()._init_doc(document, location=at == 0)
            modes.update(document.template_variables["sizing_modes"])
            self._documents = []
            yield
        document.template_variables["sizing_modes"] = modes
        self._render_items, self._documents = dict(parts), [document]

    def _init_doc(self, doc: Document | None = None, *arguments: Any, **options: Any) -> Document:
        document = doc or pn.state.curdoc or Document()
        if document not in self._documents:
            for _ in self.pieces(document):
                pass
        return document
