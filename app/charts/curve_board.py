"""All curves of a run: the losses, and a chart for each metric, side by side where there is room."""

from collections.abc import Iterator
from typing import final

from bokeh.models import Row

from app.charts.curves import Curves
from app.charts.placing import acquaint, place
from app.charts.saying import metric_name
from app.charts.series import Points
from app.charts.theme import LARGER

LOSS = "loss"
NARROWEST = 340
"""Pixels below which charts stand one over another."""


@final
class CurveBoard:
    """A chart for the losses and one for each metric that turns up; what a later run lacks is hidden.

    view: Bokeh's row, for Panel's goes through all models of the chart and of the page more often than once.
    """

    def __init__(self, height: int = 260) -> None:
        self.height = height
        self.charts: dict[str, Curves] = {}
        self.view: Row = Row(sizing_mode="stretch_width", margin=0, styles={"flex-wrap": "wrap", "gap": "8px 24px"})
        self.smoothing = 0.0
        self._look = (False, False)

    def update(self, curves: dict[str, Points], epochs: float) -> None:
        """Show the curves of a run by their names in History; epochs: where the axes end at least."""
        groups = _grouped(curves)
        new = {name: self._made(name) for name in groups if name not in self.charts}
        self.charts.update(new)
        for name, chart in self.charts.items():
            chart.figure.visible = name in groups
            chart.update(groups.get(name, {}), epochs)
        place(self.view, *(chart.figure for chart in new.values()))

    def lacks(self, curves: dict[str, Points]) -> bool:
        """Whether a chart of these curves is not there yet."""
        return any(name not in self.charts for name in _grouped(curves))

    def pieces(self, curves: dict[str, Points], epochs: float) -> Iterator[None]:
        """What update() does, piece by piece: a chart is made and filled apart, and then put in its place."""
        for name, part in _grouped(curves).items():
            if name not in self.charts:
                made = self._made(name)
                yield
                made.update(part, epochs)
                yield
                acquaint(made.figure)
                yield
                self._dress(made)  # the page may look otherwise meanwhile, and be smoothed otherwise
                made.smooth(self.smoothing)
                self.charts[name] = made
                place(self.view, made.figure)
                yield
        self.update(curves, epochs)
        yield

    def smooth(self, factor: float) -> None:
        """Smooth all by a factor from 0 to 0.9."""
        self.smoothing = factor
        for chart in self.charts.values():
            chart.smooth(factor)

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._look = (dark, large)
        for chart in self.charts.values():
            self._dress(chart)

    def text(self) -> str:
        """A sentence for each chart that is seen."""
        return " ".join(chart.text() for chart in self.charts.values() if chart.figure.visible)

    def _made(self, name: str) -> Curves:
        made = Curves("loss" if name == LOSS else "metric", metric_name(name), self.height)
        made.smooth(self.smoothing)
        self._dress(made)
        return made

    def _dress(self, chart: Curves) -> None:
        """The look of the page, and room for the names of curves; where it is less, charts stand one over another."""
        dark, large = self._look
        if chart.look != self._look:
            chart.restyle(dark, large)
        least = round(NARROWEST * (LARGER if large else 1))
        chart.figure.styles = {"flex": f"1 1 {least}px", "min-width": f"min(100%, {least}px)"}


def _grouped(curves: dict[str, Points]) -> dict[str, dict[str, Points]]:
    """The curves by their chart: each with its validation twin."""
    groups: dict[str, dict[str, Points]] = {LOSS: {}}
    for name, points in curves.items():
        groups.setdefault(name.removeprefix("val_"), {})[name] = points
    return groups
