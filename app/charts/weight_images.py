"""The kernel of each unit of a Dense layer as an image in the shape of the input images."""

from typing import final

import numpy as np
from bokeh.core.properties import value
from bokeh.models import ColumnDataSource, Image, LinearColorMapper, Range1d, Text
from bokeh.plotting import figure

from app.charts.axis_range import AxisRange, value_range
from app.charts.theme import FONT, apply_theme, describe, diverging, plot
from app.charts.weight_arrays import GAP, ImageShape, KernelTiles, tile_kernels
from engine.typing import Array

MAX_KERNEL_PIXELS = 90
"""Maximum width of a kernel on a desktop, in pixels."""
PERCENTILE = 99.0
"""Percentile of the absolute weights that gets the strongest colour, so that one outlier does not pale all others."""


@final
class WeightImages:
    """Up to 32 kernels in one image, each with the index of its unit, in the colours of the heat map."""

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
        self._range: AxisRange | None = None
        self._key: tuple[int, ImageShape] | None = None
        self.restyle(dark=False)

    def update(self, kernel: Array, image_shape: ImageShape) -> int:
        """Show the kernel matrix of a Dense layer, ``(h·w, units)``; returns the number of units shown."""
        tiles = tile_kernels(kernel, image_shape)
        if self._key != (tiles.units, image_shape):
            self._key = (tiles.units, image_shape)
            self._set_layout(tiles, image_shape)
        sizes = np.abs(tiles.matrix[np.isfinite(tiles.matrix)])
        largest = float(np.percentile(sizes, PERCENTILE)) if len(sizes) else 0.0
        self._range = value_range([[largest]], self._range)
        self._mapper.update(low=-self._range.high, high=self._range.high)
        shown = np.where(np.isfinite(tiles.matrix), tiles.matrix, np.nan)
        self._source.data = {"z": [shown], "w": [shown.shape[1]], "h": [shown.shape[0]]}
        return tiles.units

    def reset_range(self) -> None:
        """Forget the colour range of the previous array."""
        self._range = None

    def restyle(self, dark: bool, large: bool = False) -> None:
        colours = apply_theme(self.figure, dark, large)
        self._mapper.palette = diverging(colours)
        self._texts.glyph.update(text_color=colours.ink, background_fill_color=colours.card,
                                 text_font_size="24px" if large else "12px")

    def set_description(self, sentence: str) -> None:
        """Set the text for screen readers."""
        describe(self.figure, sentence)

    def _set_layout(self, tiles: KernelTiles, image_shape: ImageShape) -> None:
        """Set ranges, size and unit labels for another number or shape of kernels."""
        rows, columns = tiles.matrix.shape
        self.figure.x_range.update(start=0, end=columns)
        self.figure.y_range.update(start=rows, end=0)
        self.figure.aspect_ratio = columns / rows
        self.figure.tags = [None, MAX_KERNEL_PIXELS * tiles.columns]
        self.figure.max_width = MAX_KERNEL_PIXELS * tiles.columns
        places = [divmod(unit, tiles.columns) for unit in range(tiles.units)]
        self._labels.data = {"x": [column * (image_shape[1] + GAP) for _, column in places],
                             "y": [row * (image_shape[0] + GAP) for row, _ in places],
                             "text": [str(unit) for unit in range(tiles.units)]}
