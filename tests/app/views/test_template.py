"""A document takes the parts of the page in handfuls, all of them once and in their order."""

import panel as pn
from bokeh.document import Document

from app.views.template import HANDFUL, PageTemplate


def made(count: int) -> PageTemplate:
    template = PageTemplate()
    for number in range(count):
        template.add_panel(f"part_{number}", pn.Column())
    return template


def test_parts_come_in_handfuls_and_in_order() -> None:
    template, document = made(2 * HANDFUL + 1), Document()
    names = [f"part_{number}" for number in range(2 * HANDFUL + 1)]
    seen = [[root.name for root in document.roots if root.name in names] for _ in template.pieces(document)]
    assert seen == [names[:HANDFUL], names[:2 * HANDFUL], names]
    assert len(document.template_variables["sizing_modes"]) == len(names)


def test_what_was_made_ahead_is_served_as_it_is() -> None:
    template, document = made(1), Document()
    for _ in template.pieces(document):
        pass
    before = list(document.roots)
    assert template.server_doc(document) is document
    assert document.roots == before
    assert made(1).server_doc(Document()).roots
