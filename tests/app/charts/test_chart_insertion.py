"""Inserting a chart gives the same document and messages as Bokeh's own way."""

from bokeh.document import Document
from bokeh.models import Column
from bokeh.protocol import Protocol

from app.charts.chart_insertion import insert_charts
from app.charts.curves import Curves


def page() -> tuple[Document, Column]:
    document, container = Document(), Column()
    document.add_root(container)
    document.models.flush_synced()  # as when a browser has the page
    return document, container


def test_the_document_has_exactly_the_models_of_its_charts() -> None:
    document, container = page()
    charts = [Curves("loss", "loss"), Curves("metric", "accuracy")]
    for chart in charts:
        insert_charts(container, chart.figure)
    assert container.children == [chart.figure for chart in charts]
    known = {model.id for model in document.models}
    assert known == {container.id}.union(*({model.id for model in chart.figure.references()} for chart in charts))
    assert all(model.document is document for model in document.models)
    document.models.recompute()
    assert {model.id for model in document.models} == known


def test_new_models_are_sent_to_the_browser_once() -> None:
    (document, container), (other, other_container) = page(), page()
    one, two = Curves("loss", "loss").figure, Curves("loss", "loss").figure
    messages: list[tuple[list[str], list[str]]] = []
    for known, column, chart in ((document, container, one), (other, other_container, two)):
        events: list[object] = []
        known.on_change(events.append)
        if column is container:
            insert_charts(column, chart)
        else:
            column.children = [chart]
        first = Protocol().create("PATCH-DOC", events).content
        again = Protocol().create("PATCH-DOC", events).content
        messages.append((sorted(model_types(first)), sorted(model_types(again))))
    assert messages[0] == messages[1]
    assert len(messages[0][0]) > len(messages[0][1])


def test_later_changes_are_sent() -> None:
    document, container = page()
    chart = Curves("loss", "loss")
    insert_charts(container, chart.figure)
    events: list[object] = []
    document.on_change(events.append)
    chart.update({"loss": [(1, 0.5)]}, 1)
    assert events
    models = len(document.models)
    container.children = []
    assert len(document.models) == 1 < models
    assert chart.figure.document is None


def model_types(content: object) -> list[str]:
    """Types of all models serialized in full."""
    if isinstance(content, dict):
        here = [str(content["name"])] if content.get("type") == "object" else []
        return here + [name for value in content.values() for name in model_types(value)]
    return [name for value in content for name in model_types(value)] if isinstance(content, list | tuple) else []
