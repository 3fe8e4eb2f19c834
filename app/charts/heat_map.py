"""Heat map of a matrix, with a diverging colour scale that is symmetric around 0."""

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

from app.charts.axis_range import AxisRange, value_range
from app.charts.theme import FONT, Palette, apply_theme, describe, diverging, hover_box, plot
from app.charts.weight_arrays import ImageShape, finite_values
from app.texts import words
from engine.typing import Array

TICKS = 5
MIN_HEIGHT, MAX_HEIGHT, ROW_HEIGHT = 150, 420, 14
"""Pixels: height of a map of one row, maximum height, and height added per row."""
FEW_ROWS = 5
"""Fewer rows than this get fewer ticks on the colour bar."""
BLOCK_JS = """
const from = Math.floor(special_vars[format] / size) * size;
return size > 1 ? `${from}–${from + size - 1}` : from;
"""
"""Formats the rows or columns of the block under the pointer."""


@final
class HeatMap:
    """A matrix in colours; the first row is at the top."""

    def __init__(self, height: int = MAX_HEIGHT) -> None:
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
        self._max_height = height
        self._appearance = (False, False)
        self._range: AxisRange | None = None
        self._axis_names = ("", "")
        self.restyle(dark=False)

    def update(self, matrix: Array, block: ImageShape = (1, 1), axes: tuple[str, str] = ("", "")) -> None:
        """Show a matrix. block: rows and columns per element. axes: labels of rows and columns."""
        rows, columns = matrix.shape[0] * block[0], matrix.shape[1] * block[1]
        self._set_shape(rows, columns, block, axes)
        finite = finite_values(matrix)
        self._range = value_range([np.abs(finite).tolist()], self._range)
        self._mapper.update(low=-self._range.high, high=self._range.high)
        shown = np.where(np.isfinite(matrix), matrix, np.nan).astype("float32")
        self._source.data = {"z": [shown], "w": [columns], "h": [rows]}

    def reset_range(self) -> None:
        """Forget the colour range of the previous array."""
        self._range = None

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._appearance = (dark, large)
        colours = apply_theme(self.figure, dark, large)
        self._mapper.palette = diverging(colours)
        self._bar.update(major_label_text_color=colours.muted, major_label_text_font_size="24px" if large else "13px",
                         width=24 if large else 14)
        self.figure.outline_line_color = colours.rule
        self._set_axis_labels(colours)

    def set_description(self, sentence: str) -> None:
        """Set the text for screen readers."""
        describe(self.figure, sentence)

    def _set_shape(self, rows: int, columns: int, block: ImageShape, axes: tuple[str, str]) -> None:
        height = min(self._max_height, MIN_HEIGHT + ROW_HEIGHT * (rows // block[0] - 1))
        if self.figure.tags[0] != height or self._axis_names != axes:
            self.figure.tags = [height, None]
            self._axis_names = axes
            self.restyle(*self._appearance)
        self.figure.yaxis.visible = rows > 1
        self._bar.ticker.desired_num_ticks = TICKS if rows // block[0] >= FEW_ROWS else 2
        self.figure.x_range.update(start=0, end=columns)
        self.figure.y_range.update(start=rows, end=0)
        for formatter, size in zip(self._blocks, (block[1], block[0]), strict=True):
            if formatter.args["size"] != size:
                formatter.args = {"size": size}

    def _set_axis_labels(self, colours: Palette) -> None:
        labels = words("charts")
        rows, columns = self._axis_names[0] or labels["row"], self._axis_names[1] or labels["column"]
        self.figure.yaxis.axis_label, self.figure.xaxis.axis_label = rows, columns
        self._hover.tooltips = hover_box(colours, self._appearance[1], [(rows, "$y{y}"), (columns, "$x{x}"),
                                                                 (labels["value"], "@z{0.0000}")])
