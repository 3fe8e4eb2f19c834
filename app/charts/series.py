"""One curve of a chart: its data source, which streams new points to the browser, and its glyphs."""

from collections.abc import Sequence
from math import isfinite, nan
from typing import Any, final

from bokeh.models import ColumnDataSource, Line, Scatter
from bokeh.plotting import figure

from app.charts.smoothing import smooth_values

Points = list[tuple[float, float]]
MAX_DOTS, DOT_GAP = 25, 0.5
"""Maximum number of points shown as dots, and their minimum distance in epochs."""


@final
class Series:
    """One curve: a line, the raw values in a pale line if it is smoothed, and dots while it is short.

    Only new points are sent if the previous ones are unchanged. Glyphs are added with ``add_glyph``: ``figure.line``
    makes three of each, for selected and muted points, and each new glyph makes Bokeh walk all models of the page.
    """

    def __init__(self, fig: figure, validation: bool) -> None:
        dash = [7, 4] if validation else []
        self.source = ColumnDataSource({"at": [], "value": [], "raw": []})
        faint = Line(x="at", y="raw", line_width=1.5, line_alpha=0.0, line_dash=dash)
        line = Line(x="at", y="value", line_width=2.5, line_dash=dash, line_join="round")
        dots = Scatter(x="at", y="value", size=7, line_width=1.5, marker="square" if validation else "circle")
        self.raw, self.line, self.dots = (fig.add_glyph(self.source, glyph) for glyph in (faint, line, dots))
        self._shown: tuple[Points, float] = ([], 0.0)

    def show(self, points: Points, smoothing: float) -> None:
        before, factor = self._shown
        if smoothing == factor and continues(points, before) and len(points) == len(before):
            return
        raw = [as_plot_value(value) for _, value in points]
        data = {"at": [at for at, _ in points], "value": smooth_values(raw, smoothing), "raw": raw}
        if before and smoothing == factor and continues(points, before):
            self.source.stream({name: column[len(before):] for name, column in data.items()})
        else:
            self.source.data = data
        self._shown = (list(points), smoothing)
        self.raw.glyph.line_alpha = 0.3 if smoothing else 0.0
        alpha = 1.0 if shows_dots(points) else 0.0
        self.dots.glyph.update(fill_alpha=alpha, line_alpha=alpha)

    def colour(self, line: str, card: str, large: bool) -> None:
        self.raw.glyph.line_color = self.line.glyph.line_color = self.dots.glyph.fill_color = line
        self.dots.glyph.update(line_color=card, size=11 if large else 7)
        self.line.glyph.line_width = 4.0 if large else 2.5


def as_plot_value(value: Any) -> float:
    """The value, or NaN if it is not finite: Bokeh breaks the line there."""
    return float(value) if isfinite(value) else nan


def shows_dots(points: Points) -> bool:
    """Whether the points are few and far enough apart for dots."""
    apart = not points or points[-1][0] - points[0][0] >= DOT_GAP * (len(points) - 1)
    return apart and len(points) <= MAX_DOTS


def continues(points: Sequence[tuple[float, float]], before: Sequence[tuple[float, float]]) -> bool:
    """Whether ``points`` begins with the points of ``before``."""
    count = len(before)
    return len(points) >= count and list(points[:count]) == list(before)
