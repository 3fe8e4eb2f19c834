"""A chart that is placed is as much a part of the page as one that Bokeh has placed by itself."""

from bokeh.document import Document
from bokeh.models import Column
from bokeh.protocol import Protocol

from app.charts.curves import Curves
from app.charts.placing import place


def page() -> tuple[Document, Column]:
    document, where = Document(), Column()
    document.add_root(where)
    document.models.flush_synced()  # as when a browser has the page
    return document, where


def test_the_document_knows_all_of_the_chart_and_of_nothing_else() -> None:
    document, where = page()
    charts = [Curves("loss", "loss"), Curves("metric", "accuracy")]
    for chart in charts:
        place(where, chart.figure)
    assert where.children == [chart.figure for chart in charts]
    known = {model.id for model in document.models}
    assert known == {where.id}.union(*({model.id for model in chart.figure.references()} for chart in charts))
    assert all(model.document is document for model in document.models)
    document.models.recompute()
    assert {model.id for model in document.models} == known


def test_the_browser_is_told_of_all_its_models_once() -> None:
    (document, where), (other, there) = page(), page()
    one, two = Curves("loss", "loss").figure, Curves("loss", "loss").figure
    told: list[tuple[list[str], list[str]]] = []
    for known, column, chart in ((document, where, one), (other, there, two)):
        events: list[object] = []
        known.on_change(events.append)
        if column is where:
            place(column, chart)
        else:
            column.children = [chart]
        first = Protocol().create("PATCH-DOC", events).content
        again = Protocol().create("PATCH-DOC", events).content
        told.append((sorted(names(first)), sorted(names(again))))
    assert told[0] == told[1]
    assert len(told[0][0]) > len(told[0][1])


def test_what_changes_later_is_told() -> None:
    document, where = page()
    chart = Curves("loss", "loss")
    place(where, chart.figure)
    events: list[object] = []
    document.on_change(events.append)
    chart.update({"loss": [(1, 0.5)]}, 1)
    assert events
    models = len(document.models)
    where.children = []
    assert len(document.models) == 1 < models
    assert chart.figure.document is None


def names(content: object) -> list[str]:
    """The kinds of all models that are written out in full."""
    if isinstance(content, dict):
        here = [str(content["name"])] if content.get("type") == "object" else []
        return here + [name for value in content.values() for name in names(value)]
    return [name for value in content for name in names(value)] if isinstance(content, list | tuple) else []
