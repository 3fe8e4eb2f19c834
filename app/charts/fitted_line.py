"""Samples of a line or curve as dots, and what the model draws through them."""

from typing import final

import numpy as np
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from app.charts.theme import dress, plot
from app.compute.observing import Observation
from app.compute.previewing import Preview


@final
class FittedLine:
    """Dots and a line, live."""

    def __init__(self, height: int = 380) -> None:
        self.figure: figure = plot("x", "y", height)
        self._points = ColumnDataSource({"x": [], "y": []})
        self._line = ColumnDataSource({"x": [], "y": []})
        self._dots = self.figure.scatter("x", "y", source=self._points, size=6, fill_alpha=0.6)
        self._drawn = self.figure.line("x", "y", source=self._line, line_width=3)
        self.restyle(dark=False)

    def show_points(self, preview: Preview) -> None:
        """The first training samples."""
        self._points.data = {"x": preview.x[:, 0], "y": preview.y}

    def update(self, observation: Observation | None) -> None:
        """The model's line; None clears it."""
        if observation is None or observation.kind != "line":
            self._line.data = {"x": [], "y": []}
            return
        y = observation.y.reshape(len(observation.y), -1)[:, 0]
        self._line.data = {"x": np.linspace(*observation.bounds, len(y)), "y": y}

    def restyle(self, dark: bool, large: bool = False) -> None:
        colours = dress(self.figure, dark, large)
        self._dots.glyph.update(fill_color=colours.classes[0], line_color=colours.card)
        self._drawn.glyph.line_color = colours.classes[1]
