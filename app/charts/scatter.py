"""Scatter plot of samples: a marker and colour per class, a style for each of training, validation and test."""

from math import nan
from typing import final

import numpy as np
from bokeh.models import ColumnDataSource, GlyphRenderer, LegendItem, Scatter
from bokeh.plotting import figure

from app.charts.labels import MAX_LENGTH, cut
from app.charts.legends import fit_legend, legend_above
from app.charts.theme import Palette, batch_model_updates
from app.compute.previewing import Preview
from app.texts import words
from engine.typing import Array

MARKERS = ("circle", "square", "triangle", "diamond", "inverted_triangle", "hex", "star")
PARTS = ("training", "validation", "test")
SIZES, LARGE = {"training": 8, "validation": 8, "test": 9}, 1.6
WIDER = {"triangle": 1.15, "inverted_triangle": 1.15, "diamond": 1.35, "star": 1.4}
"""Scale factors that make all markers look the same size."""


@final
class SampleScatter:
    """The samples in a figure: training samples filled, validation samples hollow, test samples hollow with a dot.

    model: legend item of the model's line. level: Bokeh's render level. A click on a name in the legend hides its dots.
    """

    def __init__(self, fig: figure, model: LegendItem, level: str = "glyph") -> None:
        self.figure, self.model, self.level = fig, model, level
        self._parts, self._classes = legend_above(fig), legend_above(fig)
        self._dots: dict[tuple[str, int], GlyphRenderer] = {}
        self._keys = {part: self._scatter(part, 0) for part in PARTS}
        for key in self._keys.values():
            key.data_source.data = {"x": [nan], "y": [nan]}  # appears only in the legend
        self._appearance: tuple[Palette, bool] | None = None

    def show(self, preview: Preview, classes: list[str]) -> None:
        """Show the samples of a data set; without classes, ``y`` over ``x``."""
        parts = dict(zip(PARTS, parts_of(preview), strict=True))
        for dots in self._dots.values():
            dots.data_source.data = {"x": [], "y": []}
        with batch_model_updates(self.figure):
            for label in range(max(1, len(classes))):
                for part, (x, y) in parts.items():
                    points = x[y == label] if classes else np.stack([x[:, 0], y], axis=1)
                    self._renderer(part, label).data_source.data = {"x": points[:, 0], "y": points[:, 1]}
            self._set_legends(classes, [part for part, (x, _) in parts.items() if len(x)])
        if self._appearance:  # only after the dots belong to the document: earlier changes are not sent to the browser
            self.restyle(*self._appearance)

    def restyle(self, colours: Palette, large: bool) -> None:
        self._appearance = (colours, large)
        for legend in (self._parts, self._classes):
            fit_legend(legend, large)
        for (part, label), dots in self._dots.items():
            _colour(dots, part, colours.classes[label % len(colours.classes)], colours, large)
        for part, key in self._keys.items():
            _colour(key, part, colours.muted, colours, large)

    def _renderer(self, part: str, label: int) -> GlyphRenderer:
        """The dots of a class and part, created when first needed; their legend entries hide them."""
        if (part, label) not in self._dots:
            dots = self._dots[part, label] = self._scatter(part, label)
            self._keys[part].js_link("visible", dots, "visible")
            if part != PARTS[0]:
                self._dots[PARTS[0], label].js_link("visible", dots, "visible")
        return self._dots[part, label]

    def _scatter(self, part: str, label: int) -> GlyphRenderer:
        marker = MARKERS[label % len(MARKERS)] + ("_dot" if part == "test" else "")
        return self.figure.add_glyph(ColumnDataSource({"x": [], "y": []}), Scatter(x="x", y="y", marker=marker),
                                     level=self.level)

    def _set_legends(self, classes: list[str], parts: list[str]) -> None:
        """Set one legend for the classes and the model, and one for the parts of the data set."""
        labels = words("charts")
        keys = self._keys if classes else {part: self._dots[part, 0] for part in PARTS}
        self._classes.items = [LegendItem(label=class_label(name), renderers=[self._dots["training", label]])
                               for label, name in enumerate(classes)] + [self.model]
        self._parts.items = [LegendItem(label=labels[part], renderers=[keys[part]]) for part in parts]


def class_label(name: str) -> str:
    """Legend label of a class; a class named by its index gets the word for class."""
    return str(words("charts")["class_label"]).format(name=name) if name.isdecimal() else cut(name, MAX_LENGTH)


def parts_of(preview: Preview) -> list[tuple[Array, Array]]:
    """``x, y`` of the training, validation and test samples."""
    return [(preview.x, preview.y), (preview.x_val, preview.y_val), (preview.x_test, preview.y_test)]


def _colour(dots: GlyphRenderer, part: str, colour: str, colours: Palette, large: bool) -> None:
    size = SIZES[part] * (LARGE if large else 1) * WIDER.get(dots.glyph.marker.removesuffix("_dot"), 1)
    if part == "training":
        dots.glyph.update(fill_color=colour, line_color=colours.card, line_width=1, size=size)
    else:
        dots.glyph.update(fill_color=colours.card, line_color=colour, line_width=1.6, size=size)
    dots.glyph.update(fill_alpha=0.9, hatch_color=colour)
