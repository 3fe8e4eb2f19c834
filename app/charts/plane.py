"""Points in the plane, and under them what the model says of every place."""

from typing import final

import numpy as np
from bokeh.models import ColumnDataSource, LinearColorMapper, Range1d
from bokeh.palettes import interp_palette
from bokeh.plotting import figure

from app.charts.theme import dress, plot
from app.compute.observing import GRID, Observation, bounds_of
from app.compute.previewing import Preview
from engine.arrays import Array

SHADES = 101
MARKERS = ("circle", "square", "triangle", "diamond", "inverted_triangle", "hex", "star", "plus", "x", "asterisk")


@final
class Plane:
    """A scatter of two classes or more, with the decision boundary live."""

    def __init__(self, height: int = 380) -> None:
        self.figure: figure = plot("x1", "x2", height, x_range=Range1d(-1, 1), y_range=Range1d(-1, 1),
                                   match_aspect=True)
        self.figure.grid.visible = False
        self._mapper = LinearColorMapper(low=0, high=1)
        self._grid = ColumnDataSource({"z": [], "x": [], "y": [], "w": [], "h": []})
        self.figure.image("z", "x", "y", "w", "h", source=self._grid, color_mapper=self._mapper, global_alpha=0.55)
        self._points = [ColumnDataSource({"x": [], "y": []}) for _ in range(2)]
        self._glyphs = [self.figure.scatter("x", "y", source=source, size=7, marker=MARKERS[i], line_width=1)
                        for i, source in enumerate(self._points)]
        self.restyle(dark=False)

    def show_points(self, preview: Preview) -> None:
        """The first training samples, one marker and colour a class."""
        low_x, high_x, low_y, high_y = bounds_of(preview.x)
        self.figure.x_range.update(start=low_x, end=high_x)
        self.figure.y_range.update(start=low_y, end=high_y)
        for label, source in enumerate(self._points):
            at = preview.x[preview.y == label]
            source.data = {"x": at[:, 0], "y": at[:, 1]}

    def update(self, observation: Observation | None) -> None:
        """The model's answer over the plane; None clears it."""
        if observation is None or observation.kind != "plane":
            self._grid.data = {"z": [], "x": [], "y": [], "w": [], "h": []}
            return
        x0, x1, y0, y1 = observation.bounds
        self._grid.data = {"z": [chance_of_second(observation.y).reshape(GRID, GRID)], "x": [x0], "y": [y0],
                           "w": [x1 - x0], "h": [y1 - y0]}

    def restyle(self, dark: bool, large: bool = False) -> None:
        colours = dress(self.figure, dark, large)
        self._mapper.palette = interp_palette([colours.classes[0], colours.middle, colours.classes[1]], SHADES)
        for colour, glyph in zip(colours.classes, self._glyphs, strict=False):
            glyph.glyph.update(fill_color=colour, line_color=colours.card)


def chance_of_second(y: Array) -> Array:
    """The model's chance of class 1, ``(n,)``, of one sigmoid or two softmax outputs."""
    flat = y.reshape(len(y), -1)
    chance = flat[:, 0] if flat.shape[1] == 1 else flat[:, 1]
    return np.clip(np.nan_to_num(chance, nan=0.5), 0, 1).astype("float32")
