"""Samples with two features, over the decision regions of the model."""

from typing import final

import numpy as np
from bokeh.models import BasicTicker, ColumnDataSource, Image, LegendItem, LinearColorMapper, MultiLine, Range1d
from bokeh.plotting import figure

from app.charts.decision_regions import compute_regions, shade_colours
from app.charts.descriptions import plane_text, samples_text
from app.charts.scatter import SampleScatter
from app.charts.theme import apply_theme, describe, palette, plot
from app.compute.observing import GRID, Observation, bounds_of
from app.compute.previewing import Preview
from app.compute.testing import predicted_classes
from app.texts import words
from engine.typing import Array

EMPTY_IMAGE: dict[str, list[float]] = {"z": [], "x": [], "y": [], "w": [], "h": []}
TICKS = 5
WIDEST = 1.2
"""Maximum ratio of width to height, so that circles stay nearly round."""


@final
class DecisionBoundary:
    """Scatter plot of two or more classes, with the model's regions and boundary, updated during training."""

    def __init__(self, height: int = 420) -> None:
        self.figure: figure = plot("x1", "x2", height, x_range=Range1d(-1, 1), y_range=Range1d(-1, 1),
                                   max_width=round(height * WIDEST))
        self.figure.grid.visible = False
        for axis in self.figure.axis:
            axis.ticker = BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0)
        self._mapper = LinearColorMapper(low=0, high=1)
        self._image = ColumnDataSource(EMPTY_IMAGE)
        self.figure.add_glyph(self._image, Image(image="z", x="x", y="y", dw="w", dh="h", color_mapper=self._mapper))
        self._border = ColumnDataSource({"xs": [], "ys": []})
        self._line = self.figure.add_glyph(self._border, MultiLine(xs="xs", ys="ys", line_join="round"))
        self._key = LegendItem(label=words("charts")["boundary"], renderers=[self._line], visible=False)
        self._dots = SampleScatter(self.figure, self._key)
        self._classes, self._seen = 2, None
        self._names: list[str] = []
        self._preview: Preview | None = None
        self._observation: Observation | None = None
        self._dark = False
        self.restyle(dark=False)

    def show_points(self, preview: Preview, classes: list[str] | None = None) -> None:
        """Show the samples of a data set, with a marker and colour per class. classes: names, by default indices."""
        labels = [preview.y, preview.y_val, preview.y_test]
        count = max((int(y.max()) + 1 for y in labels if len(y)), default=0)
        self._preview, self._names = preview, classes or [str(label) for label in range(count)]
        if len(preview.x):
            self._set_ranges(bounds_of(preview.x))
        self._dots.show(preview, self._names)
        self._describe()

    def update(self, observation: Observation | None) -> None:
        """Show the model's outputs over the plane; None clears them."""
        shown = observation if observation is not None and observation.kind == "plane" else None
        self._observation = shown
        self._key.visible = shown is not None
        if shown is None:
            self._image.data, self._border.data = EMPTY_IMAGE, {"xs": [], "ys": []}
        else:
            self._draw(shown)
        self._describe()

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._dark = dark
        colours = apply_theme(self.figure, dark, large)
        self._mapper.palette = shade_colours(self._classes, colours.classes, colours.card)
        self._line.glyph.update(line_color=colours.ink, line_width=4 if large else 2.5)
        self._dots.restyle(colours, large)

    def text(self) -> str:
        """Describe the samples and the number of correct predictions, in a sentence each."""
        if self._preview is None:
            return samples_text((0, 0, 0), [])
        counts = [len(y) for y in (self._preview.y, self._preview.y_val, self._preview.y_test)]
        sentence = samples_text(counts, self._names)
        if self._observation is None:
            return sentence
        right = predict_at(self._observation, self._preview.x) == self._preview.y
        return f"{sentence} {plane_text(int(right.sum()), len(right))}"

    def _draw(self, observation: Observation) -> None:
        regions = compute_regions(observation.y, observation.bounds)
        classes = max(2, observation.y.reshape(len(observation.y), -1).shape[1])
        if classes != self._classes or self._mapper.high == 1:
            self._classes = classes
            colours = palette(self._dark)
            shades = shade_colours(classes, colours.classes, colours.card)
            self._mapper.update(palette=shades, high=len(shades) - 1)
        x0, x1, y0, y1 = observation.bounds
        dx, dy = (x1 - x0) / (regions.shades.shape[1] - 1), (y1 - y0) / (regions.shades.shape[0] - 1)
        self._set_ranges(observation.bounds)
        self._image.data = {"z": [regions.shades], "x": [x0 - dx / 2], "y": [y0 - dy / 2], "w": [x1 - x0 + dx],
                            "h": [y1 - y0 + dy]}
        self._border.data = {"xs": regions.xs, "ys": regions.ys}

    def _set_ranges(self, bounds: tuple[float, ...]) -> None:
        self.figure.x_range.update(start=bounds[0], end=bounds[1])
        self.figure.y_range.update(start=bounds[2], end=bounds[3])

    def _describe(self) -> None:
        describe(self.figure, self.text())


def predict_at(observation: Observation, x: Array) -> Array:
    """Predicted class ``(n,)`` of the grid point nearest to each point of ``x``."""
    x0, x1, y0, y1 = observation.bounds
    columns = np.clip(np.rint((x[:, 0] - x0) / (x1 - x0) * (GRID - 1)), 0, GRID - 1).astype(int)
    rows = np.clip(np.rint((x[:, 1] - y0) / (y1 - y0) * (GRID - 1)), 0, GRID - 1).astype(int)
    answers: Array = predicted_classes(observation.y.reshape(len(observation.y), -1))[rows * GRID + columns]
    return answers
