"""Charts come into a page that is shown. Bokeh's own way holds the event loop: for one new chart it goes through all
models of the page."""

from bokeh.models import Column, Row
from bokeh.plotting import figure


def acquaint(chart: figure) -> None:
    """Let Bokeh look at a chart's models, whose defaults it makes up at the first look: half of the work of placing the
    chart, which can so be done a tick before."""
    chart.references()


def place(where: Column | Row, *charts: figure) -> None:
    """Put charts behind what stands there, on a page that is shown or is to come.

    What ``where.children = …`` does takes 50 ms on a page of 700 models; to add the charts' own takes a tenth of it.
    Bokeh has no name for that, so the names with ``_`` here are its private ones: tests/app/charts/test_placing.py
    holds the outcome against Bokeh's own.
    """
    children, document = [*where.children, *charts], where.document
    if document is None:
        where.children = children
        return
    models = document.models
    for model in set().union(*(chart.references() for chart in charts)):
        if model.id not in models:
            model._attach_document(document)
            models[model.id] = model
            models._new_models.add(model)
    models._freeze_count += 1  # as models.freeze() does, which looks through all models in the end
    try:
        where.children = children
    finally:
        models._freeze_count -= 1
