"""The confusion matrix: which class is taken for which."""

from typing import final

import numpy as np
from bokeh.models import ColumnDataSource, FactorRange, LinearColorMapper
from bokeh.palettes import interp_palette
from bokeh.plotting import figure

from app.charts.theme import dress, plot
from app.texts import words
from engine.arrays import Array

SHADES = 64
DARK_FROM = 0.55
"""From this share of a row on, a cell is dark enough for light text."""


@final
class Confusion:
    """Counts by true class (rows) and predicted class (columns)."""

    def __init__(self, height: int = 400) -> None:
        said = words("charts")
        self.figure: figure = plot(said["predicted"], said["true"], height, x_range=FactorRange(), y_range=FactorRange())
        self.figure.grid.visible = False
        self._cells = ColumnDataSource({"x": [], "y": [], "share": [], "text": [], "ink": []})
        self._mapper = LinearColorMapper(low=0, high=1)
        self._rects = self.figure.rect("x", "y", 0.96, 0.96, source=self._cells, line_color=None,
                                       fill_color={"field": "share", "transform": self._mapper})
        self._texts = self.figure.text("x", "y", "text", source=self._cells, text_align="center",
                                       text_baseline="middle", text_color="ink")
        self._dark = False
        self._shown: tuple[Array, list[str]] | None = None
        self.restyle(dark=False)

    def update(self, counts: Array, classes: list[str]) -> None:
        """Show counts ``(classes, classes)``."""
        self._shown = (counts, classes)
        self.figure.x_range.factors = classes
        self.figure.y_range.factors = classes[::-1]
        shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
        ink = ("#ffffff", "#23272f") if not self._dark else ("#16181d", "#e8e8e4")
        pairs = [(i, j) for i in range(len(classes)) for j in range(len(classes))]
        self._cells.data = {
            "x": [classes[j] for _, j in pairs], "y": [classes[i] for i, _ in pairs],
            "share": [float(shares[p]) for p in pairs], "text": [str(counts[p]) if counts[p] else "" for p in pairs],
            "ink": [ink[0] if shares[p] > DARK_FROM else ink[1] for p in pairs],
        }

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._dark = dark
        colours = dress(self.figure, dark, large)
        self._mapper.palette = interp_palette([colours.card, colours.classes[0]], SHADES)
        self._texts.glyph.text_font_size = "20px" if large else "13px"
        if self._shown is not None:
            self.update(*self._shown)
