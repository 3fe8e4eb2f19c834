"""Lazy charts are inserted when filled, and created once."""

from bokeh.document import Document

from app.charts.decision_boundary import DecisionBoundary
from app.charts.lazy_chart import LazyChart


def test_charts_are_filled_before_insertion() -> None:
    lazy, seen = LazyChart(DecisionBoundary), []
    lazy.restyle(dark=True)
    steps = lazy.render_steps(seen.append)
    next(steps)
    assert (seen, lazy.view.children) == ([], [])
    next(steps)
    assert (seen, lazy.view.children) == ([lazy.existing], [])
    assert list(steps) == [None, None]
    assert lazy.view.children == [lazy.chart.figure]


def test_inserted_charts_are_only_filled() -> None:
    lazy, seen, document = LazyChart(DecisionBoundary), [], Document()
    document.add_root(lazy.view)
    figure = lazy.chart.figure
    assert list(lazy.render_steps(seen.append)) == [None]
    assert seen == [lazy.chart]
    assert lazy.view.children == [figure]
    assert figure.document is document
