"""An array as a picture: a colour for each number, the same distance from 0 to both sides."""

from typing import final

import numpy as np
from bokeh.models import (
    BasicTicker,
    BasicTickFormatter,
    ColorBar,
    ColumnDataSource,
    CustomJSHover,
    HoverTool,
    Image,
    LinearColorMapper,
    Range1d,
)
from bokeh.plotting import figure

from app.charts.arrays import Picture, finite
from app.charts.spans import Span, value_span
from app.charts.theme import FONT, Palette, describe, diverging, dress, hover_box, plot
from app.texts import words
from engine.typing import Array

TICKS = 5
THIN, TALL, CELL, FEW = 150, 420, 14, 5
"""Heights of a picture of one row and at the most, what each row adds, in pixels; few rows have few ticks."""
BLOCK_JS = """
const from = Math.floor(special_vars[format] / size) * size;
return size > 1 ? `${from}–${from + size - 1}` : from;
"""
"""The rows or columns that the pointed place stands for."""


@final
class HeatMap:
    """Rows and columns of numbers; the first row is the upper one."""

    def __init__(self, height: int = TALL) -> None:
        self.figure: figure = plot("", "", height, x_range=Range1d(0, 1), y_range=Range1d(1, 0))
        self.figure.grid.visible = False
        for axis in self.figure.axis:
            axis.ticker = BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0, min_interval=1)
            axis.formatter = BasicTickFormatter(use_scientific=False)
        self._mapper = LinearColorMapper(low=-1, high=1, nan_color="rgba(0, 0, 0, 0)")
        self._source = ColumnDataSource({"z": [], "w": [], "h": []})
        self._image = self.figure.add_glyph(self._source, Image(image="z", x=0, y=0, dw="w", dh="h",
                                                                color_mapper=self._mapper))
        self._bar = ColorBar(color_mapper=self._mapper, width=14, padding=2, margin=0, label_standoff=8,
                             border_line_color=None, background_fill_color=None, bar_line_color=None,
                             major_tick_line_color=None, major_label_text_font=FONT,
                             ticker=BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0))
        self.figure.add_layout(self._bar, "right")
        self._blocks = [CustomJSHover(args={"size": 1}, code=BLOCK_JS) for _ in range(2)]
        self._hover = HoverTool(renderers=[self._image], show_arrow=False,
                                formatters={"$x": self._blocks[0], "$y": self._blocks[1]})
        self.figure.add_tools(self._hover)
        self._tallest = height
        self._look = (False, False)
        self._span: Span | None = None
        self._axes = ("", "")
        self.restyle(dark=False)

    def update(self, matrix: Array, block: Picture = (1, 1), axes: tuple[str, str] = ("", "")) -> None:
        """Show a matrix. block: rows and columns that one place stands for. axes: what rows and columns are."""
        rows, columns = matrix.shape[0] * block[0], matrix.shape[1] * block[1]
        self._shape(rows, columns, block, axes)
        seen = finite(matrix)
        self._span = value_span([np.abs(seen).tolist()], self._span)
        self._mapper.update(low=-self._span.high, high=self._span.high)
        shown = np.where(np.isfinite(matrix), matrix, np.nan).astype("float32")
        self._source.data = {"z": [shown], "w": [columns], "h": [rows]}

    def begin(self) -> None:
        """Another array: its colours need not reach as far as those of the one before."""
        self._span = None

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._look = (dark, large)
        colours = dress(self.figure, dark, large)
        self._mapper.palette = diverging(colours)
        self._bar.update(major_label_text_color=colours.muted, major_label_text_font_size="24px" if large else "13px",
                         width=24 if large else 14)
        self.figure.outline_line_color = colours.rule
        self._name(colours)

    def say(self, sentence: str) -> None:
        """What a screen reader says of the picture."""
        describe(self.figure, sentence)

    def _shape(self, rows: int, columns: int, block: Picture, axes: tuple[str, str]) -> None:
        height = min(self._tallest, THIN + CELL * (rows // block[0] - 1))
        if self.figure.tags[0] != height or self._axes != axes:
            self.figure.tags = [height, None]
            self._axes = axes
            self.restyle(*self._look)
        self.figure.yaxis.visible = rows > 1
        self._bar.ticker.desired_num_ticks = TICKS if rows // block[0] >= FEW else 2
        self.figure.x_range.update(start=0, end=columns)
        self.figure.y_range.update(start=rows, end=0)
        for formatter, size in zip(self._blocks, (block[1], block[0]), strict=True):
            if formatter.args["size"] != size:
                formatter.args = {"size": size}

    def _name(self, colours: Palette) -> None:
        said = words("charts")
        rows, columns = self._axes[0] or said["row"], self._axes[1] or said["column"]
        self.figure.yaxis.axis_label, self.figure.xaxis.axis_label = rows, columns
        self._hover.tooltips = hover_box(colours, self._look[1], [(rows, "$y{y}"), (columns, "$x{x}"),
                                                                 (said["value"], "@z{0.0000}")])
