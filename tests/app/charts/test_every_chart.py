"""Every chart can be built with example data, has an alternative text, and follows the theme and the projector.

A chart is a public class of app/charts with a ``restyle``. A new one needs an entry in EXAMPLES.
"""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from bokeh.models import Plot

import app.charts
from app.charts.class_balance import ClassBalance
from app.charts.confusion import Confusion
from app.charts.curves import Curves
from app.charts.decision_boundary import DecisionBoundary
from app.charts.fitted_line import FittedLine
from app.charts.heat_map import HeatMap
from app.charts.histogram import Histogram
from app.charts.metric_charts import MetricCharts
from app.charts.weight_images import WeightImages
from app.charts.weights import WeightsView
from app.compute.observing import LINE, Observation, grid
from app.compute.previewing import Preview
from app.state.run import Run
from engine.layers import Dense
from engine.network.network import Network

HELPERS = {"SampleScatter", "LazyChart"}
"""Classes that restyle a part of a chart, or hold a chart."""
BOUNDS = (-1.0, 1.0, -1.0, 1.0)
CURVES = {"loss": [(1.0, 0.5), (2.0, 0.25)], "val_loss": [(1.0, 0.75)]}
MATRIX = np.arange(12.0, dtype="float32").reshape(3, 4)
Build = Callable[[], Any]


def filled(cls: type, *data: Any, text: str = "") -> Build:
    """A chart with data; text: what its owner says of it, if it does not describe itself."""

    def build() -> Any:
        chart = cls()
        chart.update(*data)
        if text:
            chart.set_description(text)
        return chart

    return build


def with_points(cls: type, x: np.ndarray, y: np.ndarray, observation: Observation) -> Build:
    def build() -> Any:
        chart = cls()
        chart.show_points(Preview((4, 4, 4), x, y, x, y, x, y, (2, 2)))
        chart.update(observation)
        return chart

    return build


def curves() -> Curves:
    chart = Curves("loss", "loss")
    chart.update(CURVES, 2)
    return chart


def weights() -> WeightsView:
    network = Network([Dense(2)])
    network.build((None, 4), 1)
    run = Run(status="finished")
    run.change(network=network)
    view = WeightsView(run)
    view.update()
    return view


CLASSES = np.array([0, 1, 0, 1])
EXAMPLES: dict[str, Build] = {
    "ClassBalance": filled(ClassBalance, (30, 12), ["0", "1"]),
    "Confusion": filled(Confusion, np.array([[5, 2], [0, 3]]), ["0", "1"]),
    "Curves": curves,
    "FittedLine": with_points(FittedLine, np.linspace(-1, 1, 4)[:, None], np.linspace(0, 2, 4),
                              Observation("line", np.linspace(0, 2, LINE)[:, None], (-1.0, 1.0))),
    "HeatMap": filled(HeatMap, MATRIX, text="kernel"),
    "Histogram": filled(Histogram, MATRIX, text="kernel"),
    "MetricCharts": filled(MetricCharts, CURVES, 2.0),
    "WeightImages": filled(WeightImages, MATRIX, (1, 3), text="kernel"),
    "DecisionBoundary": with_points(DecisionBoundary, np.array([[-0.5, 0], [0.5, 0], [-0.5, 0.5], [0.5, 0.5]], "float32"), CLASSES,
                         Observation("plane", (grid(BOUNDS)[:, :1] > 0).astype("float32"), BOUNDS)),
    "WeightsView": weights,
}
each = pytest.mark.parametrize("build", EXAMPLES.values(), ids=list(EXAMPLES))


def chart_classes() -> Iterator[type]:
    for module in pkgutil.iter_modules(app.charts.__path__):
        for name, value in vars(import_module(f"app.charts.{module.name}")).items():
            own = isinstance(value, type) and value.__module__ == f"app.charts.{module.name}"
            if own and not name.startswith("_") and hasattr(value, "restyle") and not getattr(value, "_is_protocol", False):
                yield value


def figures(chart: Any) -> list[Plot]:
    """The figures of a chart, or those of a view of several."""
    if hasattr(chart, "figure"):
        return [chart.figure]
    models = chart.view.references() if hasattr(chart.view, "references") else chart.view.get_root().references()
    return [model for model in models if isinstance(model, Plot)]


def colours(plots: list[Plot]) -> list[str]:
    return [str(axis.major_label_text_color) for plot in plots for axis in plot.axis]


def test_every_chart_has_an_example() -> None:
    names = {cls.__name__ for cls in chart_classes()} - HELPERS
    assert names - {*EXAMPLES} == set(), "add the chart to EXAMPLES (CONTRIBUTING.md, A chart)"
    assert {*EXAMPLES} - names == set()


@each
def test_a_chart_has_an_alternative_text(build: Build) -> None:
    plots = figures(build())
    assert plots
    for plot in plots:
        assert plot.html_attributes["role"] == "img"
        assert plot.html_attributes["aria-label"].strip()


@each
def test_a_chart_follows_the_theme_and_the_projector(build: Build) -> None:
    chart = build()
    chart.restyle(dark=False)
    light = colours(figures(chart))
    chart.restyle(dark=True, large=True)
    plots = figures(chart)
    assert all(colour != before for colour, before in zip(colours(plots), light, strict=True))
    for plot in plots:
        assert all(axis.axis_label_text_font_size == "24px" for axis in plot.axis)
