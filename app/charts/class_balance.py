"""Bar chart of the samples per class, which shows an imbalanced data set before training."""

from collections.abc import Sequence
from typing import final

from bokeh.core.properties import value
from bokeh.models import BasicTicker, BasicTickFormatter, ColumnDataSource, FixedTicker, HoverTool, Range1d
from bokeh.plotting import figure

from app.charts.axis_range import round_up
from app.charts.descriptions import balance_text
from app.charts.labels import label_axis
from app.charts.theme import FONT, apply_theme, describe, hover_box, plot
from app.texts import words

HEADROOM = 1.2
MAX_LABELS = 12
"""Maximum number of bars with a count above them."""
TICKS = 4
WIDTH = 0.66
AXIS, WIDEST_BAR = 90, 110
"""Pixels of the axis, and maximum pixels of a bar with its gap."""


@final
class ClassBalance:
    """A bar per class with its number of training samples."""

    def __init__(self, height: int = 200) -> None:
        labels = words("charts")
        self.figure: figure = plot("", labels["samples"], height, x_range=Range1d(-0.5, 0.5), y_range=Range1d(0, 1))
        self.figure.xgrid.visible = False
        self.figure.xaxis.ticker = FixedTicker(ticks=[])
        self.figure.yaxis.ticker = BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0, min_interval=1)
        self.figure.yaxis.formatter = BasicTickFormatter(use_scientific=False)
        self._source = ColumnDataSource({"at": [], "count": [], "name": [], "text": []})
        self._bars = self.figure.vbar("at", WIDTH, "count", source=self._source, line_color=None,
                                      border_radius={"top_left": 3, "top_right": 3})
        self._texts = self.figure.text("at", "count", "text", source=self._source, text_align="center",
                                       text_baseline="bottom", text_font=value(FONT), y_offset=-2)
        self._hover = HoverTool(renderers=[self._bars], mode="vline", show_arrow=False)
        self.figure.add_tools(self._hover)
        self._shown: tuple[list[int], list[str]] = ([], [])
        self._appearance = (False, False)
        self.restyle(*self._appearance)

    def update(self, counts: Sequence[int], classes: Sequence[str]) -> None:
        """Show the samples per class."""
        self._shown = ([int(count) for count in counts], list(classes)[:len(counts)])
        self.figure.tags = [self.figure.tags[0], AXIS + WIDEST_BAR * max(2, len(counts))]
        self.restyle(*self._appearance)

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._appearance = (dark, large)
        colours = apply_theme(self.figure, dark, large)
        labels = words("charts")
        self._bars.glyph.fill_color = colours.classes[0]
        self._texts.glyph.update(text_color=colours.ink, text_font_size="24px" if large else "13px")
        self._hover.tooltips = hover_box(colours, large, [(labels["class"], "@name"), (labels["samples"], "@count")])
        self._draw()

    def text(self) -> str:
        """Describe the samples per class in a sentence."""
        return balance_text(*self._shown)

    def _draw(self) -> None:
        counts, classes = self._shown
        numbered = len(counts) <= MAX_LABELS
        self.figure.x_range.update(start=-0.5, end=max(1, len(counts)) - 0.5)
        self.figure.y_range.end = round_up(max(counts, default=0) * HEADROOM) or 1.0
        label_axis(self.figure.xaxis[0], classes, True, self._appearance[1])
        self._source.data = {"at": list(range(len(counts))), "count": counts, "name": classes,
                             "text": [str(count) if numbered else "" for count in counts]}
        describe(self.figure, self.text())
