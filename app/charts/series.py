"""One curve of a chart: what is sent to the browser for it, and how it looks."""

from collections.abc import Sequence
from math import isfinite, nan
from typing import Any, final

from bokeh.models import ColumnDataSource, Line, Scatter
from bokeh.plotting import figure

from app.charts.smoothing import smoothed

Points = list[tuple[float, float]]
MOST_DOTS, DOT_GAP = 25, 0.5
"""A curve of so many points at the most shows them as dots, if they are so many epochs apart."""


@final
class Series:
    """One curve: a line, its raw points faintly where it is smoothed, and dots while it is short.

    Points that were added are sent alone, as long as those before stay. Glyphs are added as such: ``figure.line`` makes
    three of each, for what is selected and muted, and all models of a page are gone through whenever one is added.
    """

    def __init__(self, made: figure, validation: bool) -> None:
        dash = [7, 4] if validation else []
        self.source = ColumnDataSource({"at": [], "value": [], "raw": []})
        faint = Line(x="at", y="raw", line_width=1.5, line_alpha=0.0, line_dash=dash)
        line = Line(x="at", y="value", line_width=2.5, line_dash=dash, line_join="round")
        dots = Scatter(x="at", y="value", size=7, line_width=1.5, marker="square" if validation else "circle")
        self.raw, self.line, self.dots = (made.add_glyph(self.source, glyph) for glyph in (faint, line, dots))
        self._shown: tuple[Points, float] = ([], 0.0)

    def show(self, points: Points, smoothing: float) -> None:
        before, factor = self._shown
        if smoothing == factor and same_points(points, before) and len(points) == len(before):
            return
        raw = [drawn(value) for _, value in points]
        data = {"at": [at for at, _ in points], "value": smoothed(raw, smoothing), "raw": raw}
        if before and smoothing == factor and same_points(points, before):
            self.source.stream({name: column[len(before):] for name, column in data.items()})
        else:
            self.source.data = data
        self._shown = (list(points), smoothing)
        self.raw.glyph.line_alpha = 0.3 if smoothing else 0.0
        alpha = 1.0 if dotted(points) else 0.0
        self.dots.glyph.update(fill_alpha=alpha, line_alpha=alpha)

    def colour(self, line: str, card: str, large: bool) -> None:
        self.raw.glyph.line_color = self.line.glyph.line_color = self.dots.glyph.fill_color = line
        self.dots.glyph.update(line_color=card, size=11 if large else 7)
        self.line.glyph.line_width = 4.0 if large else 2.5


def drawn(value: Any) -> float:
    """A value as a chart takes it: where it is no number, the line is broken."""
    return float(value) if isfinite(value) else nan


def dotted(points: Points) -> bool:
    """Whether the points are few and far enough apart to be seen as dots."""
    apart = not points or points[-1][0] - points[0][0] >= DOT_GAP * (len(points) - 1)
    return apart and len(points) <= MOST_DOTS


def same_points(points: Sequence[tuple[float, float]], before: Sequence[tuple[float, float]]) -> bool:
    """Whether ``points`` begins with what was there before."""
    count = len(before)
    return len(points) >= count and list(points[:count]) == list(before)
