"""All curves of a run: the losses, and a chart for each metric, side by side where there is room."""

from typing import final

import panel as pn

from app.charts.curves import Curves
from app.charts.saying import metric_name
from app.charts.series import Points

LOSS = "loss"
NARROWEST = 340
"""Pixels below which charts stand one over another."""


@final
class CurveBoard:
    """A chart for the losses and one for each metric that turns up; what a later run lacks is hidden."""

    def __init__(self, height: int = 260) -> None:
        self.height = height
        self.charts: dict[str, Curves] = {}
        self.view: pn.FlexBox = pn.FlexBox(gap="8px 24px", sizing_mode="stretch_width")
        self.smoothing = 0.0
        self._look = (False, False)

    def update(self, curves: dict[str, Points], epochs: float) -> None:
        """Show the curves of a run by their names in History; epochs: where the axes end at least."""
        groups: dict[str, dict[str, Points]] = {LOSS: {}}
        for name, points in curves.items():
            groups.setdefault(name.removeprefix("val_"), {})[name] = points
        new = [self._made(name) for name in groups if name not in self.charts]
        for name, chart in self.charts.items():
            chart.figure.visible = name in groups
            chart.update(groups.get(name, {}), epochs)
        if new:  # whole and at once, since Bokeh looks through all models of the page for each thing that comes
            self.view.extend([chart.figure for chart in new])

    def smooth(self, factor: float) -> None:
        """Smooth all by a factor from 0 to 0.9."""
        self.smoothing = factor
        for chart in self.charts.values():
            chart.smooth(factor)

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._look = (dark, large)
        for chart in self.charts.values():
            chart.restyle(dark, large)

    def text(self) -> str:
        """A sentence for each chart that is seen."""
        return " ".join(chart.text() for chart in self.charts.values() if chart.figure.visible)

    def _made(self, name: str) -> Curves:
        made = Curves("loss" if name == LOSS else "metric", metric_name(name), self.height)
        made.restyle(*self._look)
        made.smooth(self.smoothing)
        made.figure.styles = {"flex": f"1 1 {NARROWEST}px", "min-width": f"min(100%, {NARROWEST}px)"}
        self.charts[name] = made
        return made
