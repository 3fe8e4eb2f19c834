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

from app.charts import spans
from app.charts.legends import legend_above
from app.charts.saying import curves_text, name_of
from app.charts.series import Points, Series
from app.charts.theme import Palette, describe, dress, hover_box, plot
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
"""What the hover box writes: the epoch, or the point of a curve that is nearest to it."""
DIGITS, DIGITS_LARGE = 4, 3
TICKS = 5


@final
class Curves:
    """One chart of some curves and of their validation twins. names: as in History, without ``val_``.

    role: ``loss`` or ``metric``, which colours them. Curves are hidden and shown by a press on their name.
    """

    def __init__(self, role: str, y_label: str, height: int = 260) -> None:
        self.role, self.y_label = role, y_label
        self.said = words("charts")
        self.smoothing = 0.0
        self.figure: figure = plot(self.said["epochs"], y_label, height, x_range=Range1d(0, 1), y_range=Range1d(0, 1))
        self.figure.xgrid.visible = False
        self.figure.xaxis.ticker = AdaptiveTicker(min_interval=1, mantissas=[1, 2, 5], num_minor_ticks=0)
        self.figure.yaxis.ticker = BasicTicker(desired_num_ticks=TICKS, num_minor_ticks=0)
        self.figure.yaxis.formatter = BasicTickFormatter(power_limit_high=6, power_limit_low=-4)
        self._legend = legend_above(self.figure)
        self._series: dict[str, Series] = {}
        self._items: dict[str, LegendItem] = {}
        self._curves: dict[str, Points] = {}
        self._epochs = 0.0
        self._span: spans.Span | None = None
        self.look = (False, False)
        self._sources: list[ColumnDataSource] = []
        self._add_hover()
        self.restyle(dark=False)

    def update(self, curves: dict[str, Points], epochs: float) -> None:
        """Show these curves; epochs: where the axis ends at least."""
        if self._began_anew(curves):
            self._span = None
        self._curves, self._epochs = {name: list(points) for name, points in curves.items()}, epochs
        for name in [n for n in self._series if n not in curves]:
            self._series[name].show([], 0.0)
        for name in [n for n in curves if n not in self._series]:
            self._add(name)
        self._draw()

    def smooth(self, factor: float) -> None:
        """Smooth by a factor from 0 (not at all) to 0.9; the raw line stays, faint."""
        self.smoothing = factor
        self._draw()

    def restyle(self, dark: bool, large: bool = False) -> None:
        self.look = (dark, large)
        colours = dress(self.figure, dark, large)
        for index, name in enumerate(self._names()):
            for each in (name, f"val_{name}"):
                if each in self._series:
                    self._series[each].colour(self._colour(colours, each, index), colours.card, large)
        self._read.args = {"sources": self._sources, "digits": DIGITS_LARGE if large else DIGITS}
        self._cross.overlay.update(line_color=colours.muted)
        self._hover.tooltips = self._tooltip(colours, large)

    def text(self) -> str:
        """One sentence on where the curves stand."""
        return curves_text(self.y_label, self._curves, self._epochs)

    def _draw(self) -> None:
        for name, points in self._curves.items():
            self._series[name].show(points, self.smoothing)
        for name, item in self._items.items():
            item.visible = bool(self._curves.get(name))
        ends = [points[-1][0] for points in self._curves.values() if points]
        self.figure.x_range.end = max(1.0, self._epochs, *ends)
        values = [[v for _, v in points] for points in self._curves.values()]
        share = self.role == "metric" and spans.is_share(list(self._curves), values)
        seen = [v for part in values for v in part]
        self._span = spans.share_span(seen, self._span) if share else spans.value_span(values, self._span)
        self.figure.y_range.update(start=self._span.low, end=self._span.high)
        describe(self.figure, self.text())

    def _began_anew(self, curves: dict[str, Points]) -> bool:
        """Whether this is another run, whose axis need not be the one before."""
        return any(not same_run(self._curves.get(name, []), points) for name, points in curves.items()) or not curves

    def _names(self) -> list[str]:
        """Names without ``val_``, in the order in which they came."""
        return list(dict.fromkeys(name.removeprefix("val_") for name in self._series))

    def _colour(self, colours: Palette, name: str, index: int) -> str:
        """The hue of a curve: by its role; further metrics in one chart have others."""
        role = f"val_{self.role}" if name.startswith("val_") else self.role
        return colours.series[role] if index == 0 else colours.more[(index - 1) % len(colours.more)]

    def _add(self, name: str) -> None:
        made = Series(self.figure, validation=name.startswith("val_"))
        self._series[name] = made
        self._items[name] = LegendItem(label=name_of(name), renderers=[made.line, made.dots, made.raw])
        self._legend.items = list(self._items.values())
        sources = [series.source for series in self._series.values()]
        self._anchor.data_source = sources[0]
        self._sources = sources
        self.restyle(*self.look)

    def _add_hover(self) -> None:
        """A box with every curve's value at the pointer's epoch, and a line there.

        It hangs on an unseen copy of the first curve, so that it stays when that is hidden.
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
            rows.append((f'<span style="{line};vertical-align:middle"></span>{name_of(name)}', f"@at{{{index}}}"))
        return hover_box(colours, large, rows, f"{self.said['epochs']} @at{{at}}")


def same_run(before: Points, now: Points) -> bool:
    """Whether a curve went on, rather than began anew."""
    if not before or not now:
        return not before
    same = before[0] == now[0] or not (isfinite(before[0][1]) or isfinite(now[0][1]))
    return same and now[-1][0] >= before[-1][0]
