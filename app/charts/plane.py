"""Points in the plane, and under them what the model says of every place."""

from typing import final

import numpy as np
from bokeh.models import BasicTicker, ColumnDataSource, Image, LegendItem, LinearColorMapper, MultiLine, Range1d
from bokeh.plotting import figure

from app.charts.dots import Dots
from app.charts.fields import field_of, shade_colours
from app.charts.saying import plane_text, samples_text
from app.charts.theme import describe, dress, palette, plot
from app.compute.observing import GRID, Observation, bounds_of
from app.compute.previewing import Preview
from app.compute.testing import predicted_classes
from app.texts import words
from engine.typing import Array

EMPTY_FIELD: dict[str, list[float]] = {"z": [], "x": [], "y": [], "w": [], "h": []}
TICKS = 5
WIDEST = 1.2
"""The plane is at most this many times as wide as high, so that circles stay round enough."""


@final
class Plane:
    """A scatter of two classes or more, with the regions of the model and the line between them, live."""

    def __init__(self, height: int = 420) -> None:
        self.figure: figure = plot("x1", "x2", height, x_range=Range1d(-1, 1), y_range=Range1d(-1, 1),
                                   max_width=round(height * WIDEST))
        self.figure.grid.visible = False
        for axis in self.figure.axis:
            axis.ticker = BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0)
        self._mapper = LinearColorMapper(low=0, high=1)
        self._field = ColumnDataSource(EMPTY_FIELD)
        self.figure.add_glyph(self._field, Image(image="z", x="x", y="y", dw="w", dh="h", color_mapper=self._mapper))
        self._border = ColumnDataSource({"xs": [], "ys": []})
        self._line = self.figure.add_glyph(self._border, MultiLine(xs="xs", ys="ys", line_join="round"))
        self._key = LegendItem(label=words("charts")["boundary"], renderers=[self._line], visible=False)
        self._dots = Dots(self.figure, self._key)
        self._classes, self._seen = 2, None
        self._names: list[str] = []
        self._preview: Preview | None = None
        self._observation: Observation | None = None
        self._dark = False
        self.restyle(dark=False)

    def show_points(self, preview: Preview, classes: list[str] | None = None) -> None:
        """The samples of a set, one marker and colour a class. classes: their names, else their numbers."""
        labels = [preview.y, preview.y_val, preview.y_test]
        count = max((int(y.max()) + 1 for y in labels if len(y)), default=0)
        self._preview, self._names = preview, classes or [str(label) for label in range(count)]
        if len(preview.x):
            self._reach(bounds_of(preview.x))
        self._dots.show(preview, self._names)
        self._describe()

    def update(self, observation: Observation | None) -> None:
        """The model's answer over the plane; None clears it."""
        shown = observation if observation is not None and observation.kind == "plane" else None
        self._observation = shown
        self._key.visible = shown is not None
        if shown is None:
            self._field.data, self._border.data = EMPTY_FIELD, {"xs": [], "ys": []}
        else:
            self._draw(shown)
        self._describe()

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._dark = dark
        colours = dress(self.figure, dark, large)
        self._mapper.palette = shade_colours(self._classes, colours.classes, colours.card)
        self._line.glyph.update(line_color=colours.ink, line_width=4 if large else 2.5)
        self._dots.restyle(colours, large)

    def text(self) -> str:
        """One sentence on the dots, and one on how many of them the model has right."""
        if self._preview is None:
            return samples_text((0, 0, 0), [])
        said = samples_text([len(y) for y in (self._preview.y, self._preview.y_val, self._preview.y_test)], self._names)
        if self._observation is None:
            return said
        right = answers_at(self._observation, self._preview.x) == self._preview.y
        return f"{said} {plane_text(int(right.sum()), len(right))}"

    def _draw(self, observation: Observation) -> None:
        field = field_of(observation.y, observation.bounds)
        classes = max(2, observation.y.reshape(len(observation.y), -1).shape[1])
        if classes != self._classes or self._mapper.high == 1:
            self._classes = classes
            colours = palette(self._dark)
            shades = shade_colours(classes, colours.classes, colours.card)
            self._mapper.update(palette=shades, high=len(shades) - 1)
        x0, x1, y0, y1 = observation.bounds
        dx, dy = (x1 - x0) / (field.shades.shape[1] - 1), (y1 - y0) / (field.shades.shape[0] - 1)
        self._reach(observation.bounds)
        self._field.data = {"z": [field.shades], "x": [x0 - dx / 2], "y": [y0 - dy / 2], "w": [x1 - x0 + dx],
                            "h": [y1 - y0 + dy]}
        self._border.data = {"xs": field.xs, "ys": field.ys}

    def _reach(self, bounds: tuple[float, ...]) -> None:
        self.figure.x_range.update(start=bounds[0], end=bounds[1])
        self.figure.y_range.update(start=bounds[2], end=bounds[3])

    def _describe(self) -> None:
        describe(self.figure, self.text())


def answers_at(observation: Observation, x: Array) -> Array:
    """The class that the model gives the place of the grid nearest to each point of ``x``, ``(n,)``."""
    x0, x1, y0, y1 = observation.bounds
    columns = np.clip(np.rint((x[:, 0] - x0) / (x1 - x0) * (GRID - 1)), 0, GRID - 1).astype(int)
    rows = np.clip(np.rint((x[:, 1] - y0) / (y1 - y0) * (GRID - 1)), 0, GRID - 1).astype(int)
    answers: Array = predicted_classes(observation.y.reshape(len(observation.y), -1))[rows * GRID + columns]
    return answers
