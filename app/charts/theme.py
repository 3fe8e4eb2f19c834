"""Theme of the charts: colours for light and dark pages, sizes for desktop and projector."""

import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, final

from bokeh.models import Legend
from bokeh.palettes import interp_palette
from bokeh.plotting import figure

from app.charts.legends import fit_legend

TOKENS = Path(__file__).parents[1] / "components" / "tokens.css"
LIGHT_BLOCK, DARK_BLOCK = ":root {", ':root[data-theme="dark"] {'
TICK_SIZES, LABEL_SIZES = ("13px", "24px"), ("14px", "24px")
"""Font sizes of tick labels and of axis labels: on a desktop, and on a projector."""
SHADES = 255
PROJECTOR_SCALE = 1.5
"""Scale of a figure on a projector. plot() stores the desktop size in the figure's tags."""
HOVER_RESET = ":host{background:none!important;border:0!important;opacity:1!important;padding:0!important}"
"""CSS that makes Bokeh's hover box invisible; :func:`hover_box` draws the box inside it."""


@final
@dataclass(frozen=True)
class Palette:
    """The colours of one theme. series: by the role of a curve. more: of further curves. classes: of points.

    low, middle, high: of diverging scales, with the card's own colour in the middle.
    """

    ink: str
    muted: str
    rule: str
    card: str
    accent: str
    series: dict[str, str]
    more: tuple[str, ...]
    classes: tuple[str, ...]
    low: str
    middle: str
    high: str


CLASSES_LIGHT = ("#2864b4", "#c75a00", "#00836c", "#97389b", "#a88400",
                 "#5d6d7e", "#b5305c", "#0086a3", "#6a4f3b", "#3d3d3d")
CLASSES_DARK = ("#6fa3f5", "#ffb056", "#5fd3ae", "#d795f2", "#e8d35a",
                "#a9b7c6", "#ff8fa8", "#62cfe6", "#c4a58c", "#dddddd")


@cache
def palette(dark: bool) -> Palette:
    """The colours of a theme, most of them tokens of the page."""
    token = _tokens(dark)
    classes = CLASSES_DARK if dark else CLASSES_LIGHT
    series = {role: token[role.replace("_", "-")] for role in ("loss", "val_loss", "metric", "val_metric")}
    return Palette(
        ink=token["ink"], muted=token["muted"], rule=token["rule"], card=token["card"], accent=token["accent"],
        series=series, more=classes[5:], classes=classes, low=classes[0], middle=token["card"], high=classes[1],
    )


def _tokens(dark: bool) -> dict[str, str]:
    """The colour variables of the page's stylesheet, by name without ``--kb-``."""
    rules = TOKENS.read_text("utf-8").split(DARK_BLOCK if dark else LIGHT_BLOCK, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--kb-([\w-]+):\s*(#[0-9a-f]{6})\b", rules))


def font() -> str:
    """The page's font families, for canvas text."""
    match = re.search(r"--kb-font:\s*([^;]+);", TOKENS.read_text("utf-8"))
    assert match is not None
    return match[1]


FONT = font()


def batch_model_updates(fig: figure) -> AbstractContextManager[None]:
    """Context in which Bokeh walks the models of a shown page once, instead of once per added model."""
    document = fig.document
    return nullcontext() if document is None else document.models.freeze()


def plot(x_label: str, y_label: str, height: int = 260, **options: Any) -> figure:
    """An empty figure without tools, as wide as its container."""
    options = {"sizing_mode": "stretch_width", "min_border_right": 12, **options}
    fig = figure(height=height, toolbar_location=None, tools="", x_axis_label=x_label, y_axis_label=y_label, **options)
    fig.toolbar.logo = None
    fig.outline_line_color = None
    fig.background_fill_color = fig.border_fill_color = None
    fig.lod_threshold = None
    fig.tags = [height, fig.max_width]
    for axis in fig.axis:
        axis.axis_line_color = axis.minor_tick_line_color = axis.major_tick_line_color = None
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_font = axis.major_label_text_font = FONT
        axis.major_label_standoff = 6
        axis.axis_label_standoff = 8
    return fig


def apply_theme(fig: figure, dark: bool, large: bool = False) -> Palette:
    """Give a figure the colours of a theme and the sizes of a screen or a projector."""
    colours = palette(dark)
    tick_size, label_size = TICK_SIZES[large], LABEL_SIZES[large]
    fig.height, fig.max_width = (size and round(size * (PROJECTOR_SCALE if large else 1)) for size in fig.tags)
    for axis in fig.axis:
        axis.major_label_text_color = axis.axis_label_text_color = colours.muted
        axis.major_label_text_font_size, axis.axis_label_text_font_size = tick_size, label_size
    for grid in fig.grid:
        grid.grid_line_color = colours.rule
        grid.grid_line_width = 1
    for legend in (part for part in fig.above if isinstance(part, Legend)):
        fit_legend(legend, large)
        legend.update(label_text_color=colours.ink, label_text_font=FONT, label_text_font_size=label_size,
                      inactive_fill_color=colours.card)
    return colours


def describe(fig: figure, sentence: str) -> None:
    """Set the text of a figure for screen readers."""
    fig.html_attributes = {"role": "img", "aria-label": sentence}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, relative luminance."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def hover_box(colours: Palette, large: bool, rows: list[tuple[str, str]], head: str = "") -> str:
    """A hover box in the page's colours: rows of a name and a value, under a head."""
    size = 24 if large else 14
    row = "display:flex;flex-wrap:wrap;gap:0 12px;justify-content:space-between"
    lines = "".join(f'<div style="{row}"><span>{name}</span><b>{value}</b></div>' for name, value in rows)
    top = f'<div style="color:{colours.muted}">{head}</div>' if head else ""
    return (f'<div style="padding:8px 12px;border-radius:8px;border:1px solid {colours.rule};min-width:8em;'
            f"background:{colours.card};color:{colours.ink};font:{size}px/1.6 var(--kb-font,sans-serif);"
            'font-variant-numeric:tabular-nums;max-width:calc(50vw - 48px)">'
            f"<style>{HOVER_RESET}</style>{top}{lines}</div>")


def mix(base: str, other: str, share: float) -> str:
    """A colour between two, ``share`` of the way to the other."""
    pairs = [(int(base[at:at + 2], 16), int(other[at:at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def diverging(colours: Palette) -> list[str]:
    """Diverging palette: from negative through the card's colour to positive."""
    return list(interp_palette([colours.low, colours.middle, colours.high], SHADES))
