"""How charts look: colours for light and dark pages, sizes for a desk and a projector."""

from dataclasses import dataclass
from typing import Any, final

from bokeh.models import Legend
from bokeh.plotting import figure

FONT = '"Pretendard Variable", Pretendard, "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", sans-serif'


@final
@dataclass(frozen=True)
class Palette:
    """The colours of one theme. series: by the role of a curve. classes: of points. low, high: of diverging scales."""

    ink: str
    muted: str
    rule: str
    card: str
    series: dict[str, str]
    classes: tuple[str, ...]
    low: str
    middle: str
    high: str


LIGHT = Palette(
    ink="#23272f", muted="#565d69", rule="#dcd7cb", card="#fffefb",
    series={"loss": "#9a6a00", "val_loss": "#c0392b", "metric": "#2864b4", "val_metric": "#2e7d46"},
    classes=("#2864b4", "#c75a00", "#2e7d46", "#8b4fa8", "#b5446e", "#5d6d7e", "#00838f", "#8d6e00", "#6a4f3b", "#444444"),
    low="#2864b4", middle="#f6f4ef", high="#c75a00",
)
DARK = Palette(
    ink="#eceae4", muted="#b3b7bf", rule="#3c414b", card="#22262d",
    series={"loss": "#e0b04a", "val_loss": "#ff8a7a", "metric": "#7fb2f5", "val_metric": "#7cc98f"},
    classes=("#7fb2f5", "#ffab66", "#7cc98f", "#c9a0e0", "#f09ab8", "#a9b7c6", "#5cc6d0", "#d9bd4d", "#c4a58c", "#cccccc"),
    low="#7fb2f5", middle="#22262d", high="#ffab66",
)


def palette(dark: bool) -> Palette:
    """The colours of a theme."""
    return DARK if dark else LIGHT


def plot(x_label: str, y_label: str, height: int = 260, **options: Any) -> figure:
    """An empty figure without tools, as wide as its place."""
    made = figure(height=height, sizing_mode="stretch_width", toolbar_location=None, tools="", x_axis_label=x_label,
                  y_axis_label=y_label, min_border_right=12, **options)
    made.toolbar.logo = None
    made.outline_line_color = None
    made.background_fill_alpha = made.border_fill_alpha = 0
    for axis in made.axis:
        axis.axis_line_color = axis.minor_tick_line_color = None
        axis.axis_label_text_font_style = "normal"
        axis.axis_label_text_font = axis.major_label_text_font = FONT
        axis.major_tick_in = 0
    return made


def dress(made: figure, dark: bool, large: bool = False) -> Palette:
    """Give a figure the colours of a theme and the sizes of a screen or a projector."""
    colours = palette(dark)
    small, usual = ("20px", "24px") if large else ("13px", "14px")
    for axis in made.axis:
        axis.major_label_text_color = axis.axis_label_text_color = colours.muted
        axis.major_tick_line_color = colours.rule
        axis.major_label_text_font_size, axis.axis_label_text_font_size = small, usual
    for grid in made.grid:
        grid.grid_line_color = colours.rule
        grid.grid_line_alpha = 0.7
    for legend in made.select(Legend):
        legend.label_text_color = colours.ink
        legend.label_text_font = FONT
        legend.label_text_font_size = usual
        legend.background_fill_alpha = 0
        legend.border_line_color = None
    return colours


