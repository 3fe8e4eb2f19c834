"""Dots of a data set: one marker and hue a class, and three ways to draw the samples of its three parts."""

from math import nan
from typing import final

import numpy as np
from bokeh.models import ColumnDataSource, GlyphRenderer, LegendItem, Scatter
from bokeh.plotting import figure

from app.charts.legends import fit_legend, legend_above
from app.charts.names import LONGEST, cut
from app.charts.theme import Palette, building
from app.compute.previewing import Preview
from app.texts import words
from engine.typing import Array

MARKERS = ("circle", "square", "triangle", "diamond", "inverted_triangle", "hex", "star")
PARTS = ("training", "validation", "test")
SIZES, LARGE = {"training": 8, "validation": 8, "test": 9}, 1.6
WIDER = {"triangle": 1.15, "inverted_triangle": 1.15, "diamond": 1.35, "star": 1.4}
"""How much larger these are drawn, so that all markers seem of one size."""


@final
class Dots:
    """The dots of one figure: filled to train with, hollow to validate with, hollow with a dot to test with.

    model: what the figure's legend says of the model; seen while there is one. level: Bokeh's, under or among lines.
    A press on a name in the legend hides what it names.
    """

    def __init__(self, made: figure, model: LegendItem, level: str = "glyph") -> None:
        self.figure, self.model, self.level = made, model, level
        self._parts, self._classes = legend_above(made), legend_above(made)
        self._dots: dict[tuple[str, int], GlyphRenderer] = {}
        self._keys = {part: self._scatter(part, 0) for part in PARTS}
        for key in self._keys.values():
            key.data_source.data = {"x": [nan], "y": [nan]}  # seen nowhere but in the legend
        self._look: tuple[Palette, bool] | None = None

    def show(self, preview: Preview, classes: list[str]) -> None:
        """Show the samples of a set; without classes, ``x`` against ``y``."""
        parts = dict(zip(PARTS, parts_of(preview), strict=True))
        for dots in self._dots.values():
            dots.data_source.data = {"x": [], "y": []}
        with building(self.figure):
            for label in range(max(1, len(classes))):
                for part, (x, y) in parts.items():
                    here = x[y == label] if classes else np.stack([x[:, 0], y], axis=1)
                    self._renderer(part, label).data_source.data = {"x": here[:, 0], "y": here[:, 1]}
            self._explain(classes, [part for part, (x, _) in parts.items() if len(x)])
        if self._look:  # once the dots are models of the page: what is changed before is not told to the browser
            self.restyle(*self._look)

    def restyle(self, colours: Palette, large: bool) -> None:
        self._look = (colours, large)
        for legend in (self._parts, self._classes):
            fit_legend(legend, large)
        for (part, label), dots in self._dots.items():
            _colour(dots, part, colours.classes[label % len(colours.classes)], colours, large)
        for part, key in self._keys.items():
            _colour(key, part, colours.muted, colours, large)

    def _renderer(self, part: str, label: int) -> GlyphRenderer:
        """The dots of one class and part, made when first needed and hidden with their names."""
        if (part, label) not in self._dots:
            made = self._dots[part, label] = self._scatter(part, label)
            self._keys[part].js_link("visible", made, "visible")
            if part != PARTS[0]:
                self._dots[PARTS[0], label].js_link("visible", made, "visible")
        return self._dots[part, label]

    def _scatter(self, part: str, label: int) -> GlyphRenderer:
        marker = MARKERS[label % len(MARKERS)] + ("_dot" if part == "test" else "")
        return self.figure.add_glyph(ColumnDataSource({"x": [], "y": []}), Scatter(x="x", y="y", marker=marker),
                                     level=self.level)

    def _explain(self, classes: list[str], parts: list[str]) -> None:
        """The classes and the model in one legend, the parts of the set in another."""
        said = words("charts")
        keys = self._keys if classes else {part: self._dots[part, 0] for part in PARTS}
        self._classes.items = [LegendItem(label=class_label(name), renderers=[self._dots["training", label]])
                               for label, name in enumerate(classes)] + [self.model]
        self._parts.items = [LegendItem(label=said[part], renderers=[keys[part]]) for part in parts]


def class_label(name: str) -> str:
    """A class in the legend: the number of one that has no name says what it is."""
    return str(words("charts")["class_label"]).format(name=name) if name.isdecimal() else cut(name, LONGEST)


def parts_of(preview: Preview) -> list[tuple[Array, Array]]:
    """``x, y`` of the samples to train, validate and test with."""
    return [(preview.x, preview.y), (preview.x_val, preview.y_val), (preview.x_test, preview.y_test)]


def _colour(dots: GlyphRenderer, part: str, colour: str, colours: Palette, large: bool) -> None:
    size = SIZES[part] * (LARGE if large else 1) * WIDER.get(dots.glyph.marker.removesuffix("_dot"), 1)
    if part == "training":
        dots.glyph.update(fill_color=colour, line_color=colours.card, line_width=1, size=size)
    else:
        dots.glyph.update(fill_color=colours.card, line_color=colour, line_width=1.6, size=size)
    dots.glyph.update(fill_alpha=0.9, hatch_color=colour)
