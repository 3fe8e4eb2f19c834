"""How the numbers of an array are spread: 30 bins, and where 0 is."""

from typing import final

from bokeh.models import BasicTicker, BasicTickFormatter, ColumnDataSource, HoverTool, Quad, Range1d, Span
from bokeh.plotting import figure

from app.charts.arrays import histogram
from app.charts.spans import Span as Reach
from app.charts.spans import value_span
from app.charts.theme import describe, dress, hover_box, plot
from app.texts import words
from engine.typing import Array

TICKS = 5
ROOM = 0.04


@final
class Histogram:
    """Bars for how many numbers lie in each bin."""

    def __init__(self, height: int = 240) -> None:
        said = words("charts")
        self.figure: figure = plot(said["value"], said["count"], height, x_range=Range1d(-1, 1), y_range=Range1d(0, 1))
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
        self._reach: Reach | None = None
        self.restyle(dark=False)

    def update(self, array: Array) -> None:
        """Show the spread of an array's numbers."""
        counts, edges = histogram(array)
        room = (edges[-1] - edges[0]) * ROOM
        self._reach = value_span([counts.tolist()], self._reach)
        self.figure.x_range.update(start=float(edges[0] - room), end=float(edges[-1] + room))
        self.figure.y_range.end = self._reach.high
        self._source.data = {"left": edges[:-1], "right": edges[1:], "count": counts}

    def begin(self) -> None:
        """Another array: its axes need not hold the one before."""
        self._reach = None

    def restyle(self, dark: bool, large: bool = False) -> None:
        colours = dress(self.figure, dark, large)
        self._bars.glyph.update(fill_color=colours.classes[0], line_color=colours.card)
        self._zero.line_color = colours.ink
        said = words("charts")
        self._hover.tooltips = hover_box(colours, large, [(said["value"], "@left{0.000} ~ @right{0.000}"),
                                                          (said["count"], "@count")])

    def say(self, sentence: str) -> None:
        """What a screen reader says of the picture."""
        describe(self.figure, sentence)
