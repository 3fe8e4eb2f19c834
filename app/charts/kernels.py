"""What each unit of a Dense layer looks for in a picture: its kernel, laid out as the picture is."""

from typing import final

import numpy as np
from bokeh.core.properties import value
from bokeh.models import ColumnDataSource, Image, LinearColorMapper, Range1d, Text
from bokeh.plotting import figure

from app.charts.arrays import GAP, Mosaic, Picture, mosaic
from app.charts.spans import Span, value_span
from app.charts.theme import FONT, describe, diverging, dress, plot
from engine.typing import Array

PIXELS = 90
"""Width of one kernel at the most, on a desk."""
USUAL = 99.0
"""Colours reach the weight at this percentile, so that one large weight does not pale all others."""


@final
class Kernels:
    """Up to 32 kernels as one picture, each with its number; the colours are those of the heat map."""

    def __init__(self) -> None:
        self.figure: figure = plot("", "", 200, x_range=Range1d(0, 1), y_range=Range1d(1, 0),
                                   sizing_mode="scale_width", aspect_ratio=2.0, min_border=0)
        self.figure.min_border_right = 0
        self.figure.axis.visible = self.figure.grid.visible = False
        self._mapper = LinearColorMapper(low=-1, high=1, nan_color="rgba(0, 0, 0, 0)")
        self._source = ColumnDataSource({"z": [], "w": [], "h": []})
        self.figure.add_glyph(self._source, Image(image="z", x=0, y=0, dw="w", dh="h", color_mapper=self._mapper))
        self._labels = ColumnDataSource({"x": [], "y": [], "text": []})
        self._texts = self.figure.add_glyph(self._labels, Text(
            x="x", y="y", text="text", text_baseline="top", x_offset=1, y_offset=1, text_font=value(FONT),
            background_fill_alpha=0.8, padding=1))
        self._span: Span | None = None
        self._key: tuple[int, Picture] | None = None
        self.restyle(dark=False)

    def update(self, kernel: Array, picture: Picture) -> int:
        """Show the kernels of a Dense layer, ``(h·w, units)``; returns how many fit."""
        made = mosaic(kernel, picture)
        if self._key != (made.units, picture):
            self._key = (made.units, picture)
            self._lay(made, picture)
        sizes = np.abs(made.matrix[np.isfinite(made.matrix)])
        largest = float(np.percentile(sizes, USUAL)) if len(sizes) else 0.0
        self._span = value_span([[largest]], self._span)
        self._mapper.update(low=-self._span.high, high=self._span.high)
        shown = np.where(np.isfinite(made.matrix), made.matrix, np.nan)
        self._source.data = {"z": [shown], "w": [shown.shape[1]], "h": [shown.shape[0]]}
        return made.units

    def begin(self) -> None:
        """Another array: its colours need not reach as far as those of the one before."""
        self._span = None

    def restyle(self, dark: bool, large: bool = False) -> None:
        colours = dress(self.figure, dark, large)
        self._mapper.palette = diverging(colours)
        self._texts.glyph.update(text_color=colours.ink, background_fill_color=colours.card,
                                 text_font_size="24px" if large else "12px")

    def say(self, sentence: str) -> None:
        """What a screen reader says of the picture."""
        describe(self.figure, sentence)

    def _lay(self, made: Mosaic, picture: Picture) -> None:
        """Axes and numbers for another count or shape of kernels."""
        rows, columns = made.matrix.shape
        self.figure.x_range.update(start=0, end=columns)
        self.figure.y_range.update(start=rows, end=0)
        self.figure.aspect_ratio = columns / rows
        self.figure.tags = [None, PIXELS * made.columns]
        self.figure.max_width = PIXELS * made.columns
        places = [divmod(unit, made.columns) for unit in range(made.units)]
        self._labels.data = {"x": [column * (picture[1] + GAP) for _, column in places],
                             "y": [row * (picture[0] + GAP) for row, _ in places],
                             "text": [str(unit) for unit in range(made.units)]}
