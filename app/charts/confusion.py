"""The confusion matrix."""

from typing import final

import numpy as np
from bokeh.core.properties import value
from bokeh.models import ColumnDataSource, FixedTicker, HoverTool, LinearColorMapper, Range1d, Rect, Text
from bokeh.plotting import figure

from app.charts.descriptions import confusion_text
from app.charts.labels import label_axis
from app.charts.theme import FONT, SHADES, apply_theme, contrast, describe, diverging, hover_box, palette, plot
from app.texts import words
from engine.typing import Array

FAINTEST = 0.14
"""Colour strength of the smallest count, so that a single mistake among forty is visible."""
GAP = 0.05
"""Space between two cells, in cells."""
MAX_NUMBERED = 16
"""Maximum number of classes with counts written in the cells."""
WIDEST = 1.5
FONTS = ((3, 22, 34), (6, 16, 26), (10, 14, 24), (MAX_NUMBERED, 11, 15))
"""Maximum number of classes, and the font size in pixels on a desktop and on a projector."""
COLUMNS = ("x", "y", "shade", "text", "ink", "count", "percent", "true", "predicted")


@final
class Confusion:
    """Counts by true class (rows) and predicted class (columns).

    The diagonal, where both agree, is framed and blue; mistakes are orange.
    """

    def __init__(self, height: int = 400) -> None:
        labels = words("charts")
        self.figure: figure = plot(labels["predicted"], labels["true"], height, x_range=Range1d(-0.5, 0.5),
                                   y_range=Range1d(0.5, -0.5), max_width=round(height * WIDEST))
        self.figure.grid.visible = False
        for axis in self.figure.axis:
            axis.ticker = FixedTicker(ticks=[])
        self._cells, self._right = ColumnDataSource({name: [] for name in COLUMNS}), ColumnDataSource({"at": []})
        self._mapper = LinearColorMapper(low=-1, high=1)
        size = 1 - GAP
        self._rects = self.figure.add_glyph(self._cells, Rect(
            x="x", y="y", width=size, height=size, line_color=None,
            fill_color={"field": "shade", "transform": self._mapper}))
        self._marks = self.figure.add_glyph(self._right, Rect(x="at", y="at", width=size, height=size, fill_color=None))
        self._texts = self.figure.add_glyph(self._cells, Text(
            x="x", y="y", text="text", text_align="center", text_baseline="middle", text_color="ink",
            text_font=value(FONT)))
        self._hover = HoverTool(renderers=[self._rects], show_arrow=False)
        self.figure.add_tools(self._hover)
        self._appearance = (False, False)
        self._shown: tuple[Array, list[str]] = (np.zeros((0, 0), int), [])
        self.restyle(dark=False)

    def update(self, counts: Array, classes: list[str]) -> None:
        """Show counts ``(classes, classes)``: rows are true classes, columns predicted ones."""
        names = [*classes, *map(str, range(len(classes), len(counts)))]
        self._shown = (counts, names)
        self.figure.x_range.update(start=-0.5, end=max(1, len(counts)) - 0.5)
        self.figure.y_range.update(start=max(1, len(counts)) - 0.5, end=-0.5)
        self._draw()

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._appearance = (dark, large)
        colours = apply_theme(self.figure, dark, large)
        self._mapper.palette = diverging(colours)
        self._marks.glyph.update(line_color=colours.ink, line_width=3 if large else 2)
        labels = words("charts")
        self._hover.tooltips = hover_box(colours, large, [
            (labels["true"], "@true"), (labels["predicted"], "@predicted"), (labels["count"], "@count (@percent)")])
        self._draw()

    def text(self) -> str:
        """Describe the accuracy and the most frequent mistake in a sentence."""
        counts, classes = self._shown
        return confusion_text(counts.tolist(), classes)

    def _draw(self) -> None:
        counts, classes = self._shown
        dark, large = self._appearance
        for axis, rotate in ((self.figure.xaxis[0], True), (self.figure.yaxis[0], False)):
            label_axis(axis, classes, rotate, large)
        shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
        shades, colours = list(self._mapper.palette), palette(dark)
        inks = [max((colours.card, colours.ink), key=lambda ink: contrast(ink, shade)) for shade in shades]
        rows, columns = (axis.ravel() for axis in np.indices(counts.shape))
        flat, share = counts.ravel().tolist(), shares.ravel()
        strength = np.where(counts.ravel() > 0, FAINTEST + (1 - FAINTEST) * share, 0)
        shade = np.where(rows == columns, -strength, strength)
        numbered = len(counts) <= MAX_NUMBERED
        self._cells.data = {
            "x": columns.tolist(), "y": rows.tolist(), "shade": shade.tolist(),
            "text": [str(count) if count and numbered else "" for count in flat],
            "ink": [inks[min(SHADES - 1, int((s + 1) / 2 * SHADES))] for s in shade],
            "count": flat, "percent": [f"{100 * s:.0f}%" for s in share],
            "true": [classes[i] for i in rows], "predicted": [classes[j] for j in columns],
        }
        self._right.data = {"at": list(range(len(counts)))}
        sizes = next((sizes for most, *sizes in FONTS if len(counts) <= most), [11, 15])
        self._texts.glyph.text_font_size = f"{sizes[large]}px"
        describe(self.figure, self.text())
