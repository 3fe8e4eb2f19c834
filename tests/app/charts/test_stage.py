"""A chart comes to its place when it has been filled, and stays the same one."""

from bokeh.document import Document

from app.charts.plane import Plane
from app.charts.stage import Stage


def test_a_chart_is_filled_before_it_is_placed() -> None:
    stage, seen = Stage(Plane), []
    stage.restyle(dark=True)
    pieces = stage.pieces(seen.append)
    next(pieces)
    assert (seen, stage.view.children) == ([], [])
    next(pieces)
    assert (seen, stage.view.children) == ([stage.made], [])
    assert list(pieces) == [None, None]
    assert stage.view.children == [stage.chart.figure]


def test_a_chart_that_stands_is_only_filled() -> None:
    stage, seen, document = Stage(Plane), [], Document()
    document.add_root(stage.view)
    figure = stage.chart.figure
    assert list(stage.pieces(seen.append)) == [None]
    assert seen == [stage.chart]
    assert stage.view.children == [figure]
    assert figure.document is document
