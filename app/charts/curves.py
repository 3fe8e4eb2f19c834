"""Curves of losses and metrics over the epochs, live."""

from typing import Any, final

from bokeh.models import ColumnDataSource, CrosshairTool, HoverTool, Legend, LegendItem, Range1d
from bokeh.plotting import figure

from app.charts.smoothing import smoothed
from app.charts.theme import dress, plot
from app.texts import words

Points = list[tuple[float, float]]


@final
class Curves:
    """One chart of some curves and of their validation twins. names: as in History, without ``val_``."""

    def __init__(self, role: str, y_label: str, height: int = 260) -> None:
        self.role = role
        self.said = words("charts")
        self.figure: figure = plot(self.said["epochs"], y_label, height, x_range=Range1d(0, 1))
        self._series: dict[str, _Series] = {}
        self._legend = Legend(items=[], orientation="horizontal", click_policy="hide", margin=0, padding=4)
        self.figure.add_layout(self._legend, "above")
        self.figure.add_tools(CrosshairTool(dimensions="height", line_alpha=0.3))
        self.smoothing = 0.0
        self._dark = self._large = False
        self._curves: dict[str, Points] = {}
        self.restyle(dark=False)

    def update(self, curves: dict[str, Points], epochs: int) -> None:
        """Show these curves; epochs: where the axis ends at least."""
        self._curves = curves
        for name in [n for n in self._series if n not in curves]:
            self._series[name].clear()
        for name, points in curves.items():
            if name not in self._series:
                self._add(name)
            self._series[name].show(points, self.smoothing)
        self.figure.x_range.end = max(1, epochs, *(points[-1][0] for points in curves.values() if points))

    def smooth(self, factor: float) -> None:
        """Smooth by a factor from 0 (not at all) to 0.95; the raw line stays, faint."""
        self.smoothing = factor
        for name, points in self._curves.items():
            self._series[name].show(points, factor)

    def restyle(self, dark: bool, large: bool = False) -> None:
        self._dark, self._large = dark, large
        colours = dress(self.figure, dark, large)
        for name, series in self._series.items():
            series.colour(colours.series[_role(name, self.role)], colours.card)

    def _add(self, name: str) -> None:
        series = _Series(self.figure, name, validation=name.startswith("val_"))
        self._series[name] = series
        parts = self.said["validation" if name.startswith("val_") else "training"]
        label = f"{parts} {self.said['names'].get(name.removeprefix('val_'), name.removeprefix('val_'))}"
        self._legend.items.append(LegendItem(label=label, renderers=[series.line, series.dots]))
        hover = HoverTool(renderers=[series.line], mode="vline", tooltips=[(label, "@value{0.0000}")])
        self.figure.add_tools(hover)
        self.restyle(self._dark, self._large)


def _role(name: str, role: str) -> str:
    return f"val_{role}" if name.startswith("val_") else role


@final
class _Series:
    """One curve: a line, faint raw points of it where it is smoothed, and dots while it is short."""

    def __init__(self, made: Any, name: str, validation: bool) -> None:
        self.source = ColumnDataSource({"at": [], "value": [], "raw": []})
        dash = "dashed" if validation else "solid"
        self.raw = made.line("at", "raw", source=self.source, line_width=1.5, line_alpha=0.0, line_dash=dash)
        self.line = made.line("at", "value", source=self.source, line_width=2.5, line_dash=dash, line_join="round")
        self.dots = made.scatter("at", "value", source=self.source, size=6, visible=True,
                                 marker="square" if validation else "circle")

    def show(self, points: Points, smoothing: float) -> None:
        raw = [value for _, value in points]
        self.source.data = {"at": [at for at, _ in points], "value": smoothed(raw, smoothing), "raw": raw}
        self.raw.glyph.line_alpha = 0.35 if smoothing else 0.0
        self.dots.visible = len(points) <= MOST_DOTS

    def clear(self) -> None:
        self.source.data = {"at": [], "value": [], "raw": []}

    def colour(self, line: str, card: str) -> None:
        self.raw.glyph.line_color = self.line.glyph.line_color = self.dots.glyph.fill_color = line
        self.dots.glyph.line_color = card


MOST_DOTS = 25
