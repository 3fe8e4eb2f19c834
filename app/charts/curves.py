"""Curves of losses and metrics over the epochs, live."""

from math import isfinite
from typing import final

from bokeh.models import (
    AdaptiveTicker,
    BasicTicker,
    BasicTickFormatter,
    ColumnDataSource,
    CrosshairTool,
    CustomJSHover,
    GlyphRenderer,
    HoverTool,
    LegendItem,
    Line,
    Range1d,
    Span,
)
from bokeh.plotting import figure

from app.charts import axis_range
from app.charts.descriptions import curve_label, curves_text
from app.charts.legends import legend_above
from app.charts.series import Points, Series
from app.charts.theme import Palette, apply_theme, describe, hover_box, plot
from app.texts import words

READ_JS = """
const x = special_vars.snap_x ?? value;
if (format === "at") return String(Number(x.toFixed(2)));
const {at, raw} = sources[Number(format)].data;
let best = -1;
for (let i = 0; i < at.length; i++) if (best < 0 || Math.abs(at[i] - x) < Math.abs(at[best] - x)) best = i;
const found = best < 0 ? NaN : raw[best];
if (!Number.isFinite(found)) return "–";
const size = Math.abs(found);
return size >= 1e5 || (size !== 0 && size < 1e-3) ? found.toExponential(digits - 2) : found.toPrecision(digits);
"""
"""Formats the hover box: the epoch, or the value of a curve at the point nearest to it."""
DIGITS, DIGITS_LARGE = 4, 3
TICKS = 5


@final
class Curves:
    """A chart of some curves and their validation curves, by their names in History.

    role: ``loss`` or ``metric``, which determines the colours. A click on a name in the legend hides its curve.
    """

    def __init__(self, role: str, y_label: str, height: int = 260) -> None:
        self.role, self.y_label = role, y_label
        self.labels = words("charts")
        self.smoothing = 0.0
        self.figure: figure = plot(self.labels["epochs"], y_label, height, x_range=Range1d(0, 1), y_range=Range1d(0, 1))
        self.figure.xgrid.visible = False
        self.figure.xaxis.ticker = AdaptiveTicker(min_interval=1, mantissas=[1, 2, 5], num_minor_ticks=0)
        self.figure.yaxis.ticker = BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0)
        self.figure.yaxis.formatter = BasicTickFormatter(power_limit_high=6, power_limit_low=-4)
        self._legend = legend_above(self.figure)
        self._series: dict[str, Series] = {}
        self._items: dict[str, LegendItem] = {}
        self._curves: dict[str, Points] = {}
        self._epochs = 0.0
        self._range: axis_range.AxisRange | None = None
        self.appearance = (False, False)
        self._sources: list[ColumnDataSource] = []
        self._add_hover()
        self.restyle(dark=False)

    def update(self, curves: dict[str, Points], epochs: float) -> None:
        """Show these curves. epochs: minimum end of the x axis."""
        if self._is_new_run(curves):
            self._range = None
        self._curves, self._epochs = {name: list(points) for name, points in curves.items()}, epochs
        for name in [n for n in self._series if n not in curves]:
            self._series[name].show([], 0.0)
        for name in [n for n in curves if n not in self._series]:
            self._add(name)
        self._draw()

    def smooth(self, factor: float) -> None:
        """Smooth by a factor from 0 (none) to 0.9; the raw line stays visible, pale."""
        self.smoothing = factor
        self._draw()

    def restyle(self, dark: bool, large: bool = False) -> None:
        self.appearance = (dark, large)
        colours = apply_theme(self.figure, dark, large)
        for index, name in enumerate(self._names()):
            for each in (name, f"val_{name}"):
                if each in self._series:
                    self._series[each].colour(self._colour(colours, each, index), colours.card, large)
        self._read.args = {"sources": self._sources, "digits": DIGITS_LARGE if large else DIGITS}
        self._cross.overlay.update(line_color=colours.muted)
        self._hover.tooltips = self._tooltip(colours, large)

    def text(self) -> str:
        """Describe the curves in a sentence."""
        return curves_text(self.y_label, self._curves, self._epochs)

    def _draw(self) -> None:
        for name, points in self._curves.items():
            self._series[name].show(points, self.smoothing)
        for name, item in self._items.items():
            item.visible = bool(self._curves.get(name))
        ends = [points[-1][0] for points in self._curves.values() if points]
        self.figure.x_range.end = max(1.0, self._epochs, *ends)
        values = [[v for _, v in points] for points in self._curves.values()]
        if self.role == "metric" and axis_range.is_ratio(list(self._curves), values):
            self._range = axis_range.ratio_range([v for part in values for v in part], self._range)
        else:
            self._range = axis_range.value_range(values, self._range)
        self.figure.y_range.update(start=self._range.low, end=self._range.high)
        describe(self.figure, self.text())

    def _is_new_run(self, curves: dict[str, Points]) -> bool:
        """Whether the curves belong to another run, so that the axis range is reset."""
        return any(not is_same_run(self._curves.get(name, []), points) for name, points in curves.items()) or not curves

    def _names(self) -> list[str]:
        """Names without ``val_``, in the order in which they were added."""
        return list(dict.fromkeys(name.removeprefix("val_") for name in self._series))

    def _colour(self, colours: Palette, name: str, index: int) -> str:
        """The colour of a curve: by its role; further metrics in the same chart get others."""
        role = f"val_{self.role}" if name.startswith("val_") else self.role
        return colours.series[role] if index == 0 else colours.more[(index - 1) % len(colours.more)]

    def _add(self, name: str) -> None:
        new = Series(self.figure, validation=name.startswith("val_"))
        self._series[name] = new
        self._items[name] = LegendItem(label=curve_label(name), renderers=[new.line, new.dots, new.raw])
        self._legend.items = list(self._items.values())
        sources = [series.source for series in self._series.values()]
        self._anchor.data_source = sources[0]
        self._sources = sources
        self.restyle(*self.appearance)

    def _add_hover(self) -> None:
        """Add a box with every curve's value at the pointer's epoch, and a vertical line there.

        The box belongs to an invisible copy of the first curve, so that it works when that curve is hidden.
        """
        self._anchor: GlyphRenderer = self.figure.add_glyph(ColumnDataSource({"at": [], "raw": []}),
                                                            Line(x="at", y="raw", line_alpha=0))
        self._read = CustomJSHover(args={}, code=READ_JS)
        self._hover = HoverTool(renderers=[self._anchor], mode="vline", line_policy="nearest", limit=1,
                                show_arrow=False, point_policy="follow_mouse", formatters={"@at": self._read})
        line = Span(dimension="height", line_width=1, line_dash="dotted", line_alpha=0.8)
        self._cross = CrosshairTool(overlay=line)
        self.figure.add_tools(self._hover, self._cross)

    def _tooltip(self, colours: Palette, large: bool) -> str:
        names = self._names()
        rows = []
        for index, name in enumerate(self._series):
            colour = self._colour(colours, name, names.index(name.removeprefix("val_")))
            dash = "dashed" if name.startswith("val_") else "solid"
            line = f"display:inline-block;width:20px;margin-right:8px;border-top:3px {dash} {colour}"
            rows.append((f'<span style="{line};vertical-align:middle"></span>{curve_label(name)}', f"@at{{{index}}}"))
        return hover_box(colours, large, rows, f"{self.labels['epochs']} @at{{at}}")


def is_same_run(before: Points, now: Points) -> bool:
    """Whether the new points of a curve continue the previous ones."""
    if not before or not now:
        return not before
    same = before[0] == now[0] or not (isfinite(before[0][1]) or isfinite(now[0][1]))
    return same and now[-1][0] >= before[-1][0]
