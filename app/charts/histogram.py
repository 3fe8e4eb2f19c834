"""Histogram of an array's values in 30 bins, with a line at 0."""

from typing import final

from bokeh.models import BasicTicker, BasicTickFormatter, ColumnDataSource, HoverTool, Quad, Range1d, Span
from bokeh.plotting import figure

from app.charts.axis_range import AxisRange, value_range
from app.charts.theme import apply_theme, describe, hover_box, plot
from app.charts.weight_arrays import histogram
from app.texts import words
from engine.typing import Array

TICKS = 5
PADDING = 0.04
"""Space beside the bars, as a share of their range."""


@final
class Histogram:
    """Bars of the number of values per bin."""

    def __init__(self, height: int = 240) -> None:
        labels = words("charts")
        self.figure: figure = plot(labels["value"], labels["count"], height, x_range=Range1d(-1, 1),
                                   y_range=Range1d(0, 1))
        self.figure.xgrid.visible = False
        self.figure.xaxis.ticker = BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0)
        self.figure.yaxis.ticker = BasicTicker(desired_num_ticks=TICKS - 1, num_minor_ticks=0, min_interval=1)
        self.figure.yaxis.formatter = BasicTickFormatter(use_scientific=False)
        self._source = ColumnDataSource({"left": [], "right": [], "count": []})
        self._bars = self.figure.add_glyph(self._source, Quad(left="left", right="right", top="count", bottom=0))
        self._zero = Span(location=0, dimension="height", line_width=1.5, line_dash="dashed")
        self.figure.add_layout(self._zero)
        self._hover = HoverTool(renderers=[self._bars], mode="vline", show_arrow=False)
        self.figure.add_tools(self._hover)
        self._range: AxisRange | None = None
        self.restyle(dark=False)

    def update(self, array: Array) -> None:
        """Show the distribution of an array's values."""
        counts, edges = histogram(array)
        padding = (edges[-1] - edges[0]) * PADDING
        self._range = value_range([counts.tolist()], self._range)
        self.figure.x_range.update(start=float(edges[0] - padding), end=float(edges[-1] + padding))
        self.figure.y_range.end = self._range.high
        self._source.data = {"left": edges[:-1], "right": edges[1:], "count": counts}

    def reset_range(self) -> None:
        """Forget the axis range of the previous array."""
        self._range = None

    def restyle(self, dark: bool, large: bool = False) -> None:
        colours = apply_theme(self.figure, dark, large)
        self._bars.glyph.update(fill_color=colours.classes[0], line_color=colours.card)
        self._zero.line_color = colours.ink
        labels = words("charts")
        self._hover.tooltips = hover_box(colours, large, [(labels["value"], "@left{0.000} ~ @right{0.000}"),
                                                          (labels["count"], "@count")])

    def set_description(self, sentence: str) -> None:
        """Set the text for screen readers."""
        describe(self.figure, sentence)
