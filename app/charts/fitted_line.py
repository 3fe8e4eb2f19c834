"""Samples of a regression with one input as dots, and the model's line."""

from typing import final

import numpy as np
from bokeh.models import BasicTicker, ColumnDataSource, LegendItem, Line, Range1d
from bokeh.plotting import figure

from app.charts.descriptions import line_text, samples_text
from app.charts.scatter import SampleScatter, parts_of
from app.charts.theme import apply_theme, describe, plot
from app.compute.observing import Observation
from app.compute.previewing import Preview
from app.texts import words
from engine.typing import Array

PADDING = 0.12
"""Space around the values, as a share of their range."""
TICKS = 5


@final
class FittedLine:
    """Samples and the model's line, updated during training. The axes fit the samples, not the line."""

    def __init__(self, height: int = 380) -> None:
        self.figure: figure = plot("x", "y", height, x_range=Range1d(-1, 1), y_range=Range1d(-1, 1))
        for axis in self.figure.axis:
            axis.ticker = BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0)
        self._line = ColumnDataSource({"x": [], "y": []})
        self._drawn = self.figure.add_glyph(self._line, Line(x="x", y="y", line_join="round"))
        self._key = LegendItem(label=words("charts")["model"], renderers=[self._drawn], visible=False)
        self._dots = SampleScatter(self.figure, self._key, level="underlay")
        self._preview: Preview | None = None
        self.restyle(dark=False)

    def show_points(self, preview: Preview) -> None:
        """Show the samples of a data set."""
        self._preview = preview
        self._dots.show(preview, [])
        parts = parts_of(preview)
        x, y = (np.concatenate([part[i].reshape(-1) for part in parts]) for i in range(2))
        for axis, values in ((self.figure.x_range, x), (self.figure.y_range, y)):
            low, high = padded_range(values)
            axis.update(start=low, end=high)
        describe(self.figure, self.text())

    def update(self, observation: Observation | None) -> None:
        """Show the model's line; None clears it."""
        visible = observation is not None and observation.kind == "line"
        self._key.visible = visible
        if observation is None or not visible:
            self._line.data = {"x": [], "y": []}
        else:
            y = observation.y.reshape(len(observation.y), -1)[:, 0].astype("float64")
            x = np.linspace(observation.bounds[0], observation.bounds[1], len(y))
            self._line.data = {"x": x, "y": np.where(np.isfinite(y), y, np.nan)}
        describe(self.figure, self.text())

    def restyle(self, dark: bool, large: bool = False) -> None:
        colours = apply_theme(self.figure, dark, large)
        self._dots.restyle(colours, large)
        self._drawn.glyph.update(line_color=colours.classes[1], line_width=6 if large else 3.5)

    def text(self) -> str:
        """Describe the samples and the line, in a sentence each."""
        if self._preview is None:
            return samples_text((0, 0, 0), [])
        sentence = samples_text([len(x) for x, _ in parts_of(self._preview)], [])
        x, y = self._line.data["x"], self._line.data["y"]
        return f"{sentence} {line_text(x, y)}" if len(x) else sentence


def padded_range(values: Array) -> tuple[float, float]:
    """Return the start and end of an axis for the finite values, with padding."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return -1.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    padding = (high - low) * PADDING or 1.0
    return low - padding, high + padding
