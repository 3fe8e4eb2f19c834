"""All curves of a run: one chart for the losses and one per metric, side by side if the page is wide enough."""

from collections.abc import Iterator
from typing import final

from bokeh.models import Row

from app.charts.chart_insertion import insert_charts, precompute_references
from app.charts.curves import Curves
from app.charts.descriptions import metric_label
from app.charts.series import Points
from app.charts.theme import PROJECTOR_SCALE

LOSS = "loss"
MIN_WIDTH = 340
"""Minimum width of a chart in pixels; on narrower pages the charts wrap."""


@final
class MetricCharts:
    """A chart for the losses and one per metric; charts of metrics that a later run lacks are hidden.

    view: a Row of Bokeh, as Panel's walks all models of the chart and of the page several times.
    """

    def __init__(self, height: int = 260) -> None:
        self.height = height
        self.charts: dict[str, Curves] = {}
        self.view: Row = Row(sizing_mode="stretch_width", margin=0, styles={"flex-wrap": "wrap", "gap": "8px 24px"})
        self.smoothing = 0.0
        self._appearance = (False, False)

    def update(self, curves: dict[str, Points], epochs: float) -> None:
        """Show the curves of a run, by their names in History. epochs: minimum end of the x axes."""
        groups = _group_by_chart(curves)
        new = {name: self._create_chart(name) for name in groups if name not in self.charts}
        self.charts.update(new)
        for name, chart in self.charts.items():
            chart.figure.visible = name in groups
            chart.update(groups.get(name, {}), epochs)
        insert_charts(self.view, *(chart.figure for chart in new.values()))

    def needs_new_chart(self, curves: dict[str, Points]) -> bool:
        """Whether a chart for one of these curves has not been created yet."""
        return any(name not in self.charts for name in _group_by_chart(curves))

    def render_steps(self, curves: dict[str, Points], epochs: float) -> Iterator[None]:
        """Do the work of update() in steps: each new chart is created, filled, and then inserted into the page."""
        for name, part in _group_by_chart(curves).items():
            if name not in self.charts:
                chart = self._create_chart(name)
                yield
                chart.update(part, epochs)
                yield
                precompute_references(chart.figure)
                yield
                self._apply_theme(chart)  # theme and smoothing may have changed between the steps
                chart.smooth(self.smoothing)
                self.charts[name] = chart
                insert_charts(self.view, chart.figure)
                yield
        self.update(curves, epochs)
        yield

    def smooth(self, factor: float) -> None:
        """Smooth all charts by a factor from 0 to 0.9."""
        self.smoothing = factor
        for chart in self.charts.values():
            chart.smooth(factor)

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._appearance = (dark, large)
        for chart in self.charts.values():
            self._apply_theme(chart)

    def text(self) -> str:
        """Describe each visible chart in a sentence."""
        return " ".join(chart.text() for chart in self.charts.values() if chart.figure.visible)

    def _create_chart(self, name: str) -> Curves:
        chart = Curves("loss" if name == LOSS else "metric", metric_label(name), self.height)
        chart.smooth(self.smoothing)
        self._apply_theme(chart)
        return chart

    def _apply_theme(self, chart: Curves) -> None:
        """Apply the theme and the minimum width, below which charts wrap."""
        dark, large = self._appearance
        if chart.appearance != self._appearance:
            chart.restyle(dark, large)
        width = round(MIN_WIDTH * (PROJECTOR_SCALE if large else 1))
        chart.figure.styles = {"flex": f"1 1 {width}px", "min-width": f"min(100%, {width}px)"}


def _group_by_chart(curves: dict[str, Points]) -> dict[str, dict[str, Points]]:
    """Group curves by chart: each metric with its validation curve."""
    groups: dict[str, dict[str, Points]] = {LOSS: {}}
    for name, points in curves.items():
        groups.setdefault(name.removeprefix("val_"), {})[name] = points
    return groups
