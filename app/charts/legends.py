"""Legends over the plot: their names hide and show what they name, in as many columns as a phone has room for."""

from bokeh.models import Legend
from bokeh.plotting import figure

from app.charts.names import width

GAP = 14
ROOM, ROOM_LARGE = 330, 900
"""Pixels that a legend may take side by side: on a phone, and on a projector."""
CELL, CELL_LARGE = 7.5, 13.0
"""Pixels of one cell of text."""
SWATCH, SWATCH_LARGE = 24, 40
PALE = 0.65
"""How much of the card's colour lies over the name of what is hidden."""


def legend_above(made: figure) -> Legend:
    """An empty legend over the plot; a second one stands over the first."""
    legend = Legend(items=[], orientation="horizontal", click_policy="hide", margin=0, padding=4, spacing=GAP,
                    location="top_left", border_line_color=None, background_fill_color=None, inactive_fill_alpha=PALE)
    made.add_layout(legend, "above")
    return legend


def fit_legend(legend: Legend, large: bool) -> None:
    """As many columns as there is room for, and swatches as large as the text."""
    swatch = SWATCH_LARGE if large else SWATCH
    widest = max((width(text_of(item.label)) for item in legend.items if item.visible), default=1)
    column = widest * (CELL_LARGE if large else CELL) + swatch + GAP
    legend.update(ncols=max(1, int((ROOM_LARGE if large else ROOM) // column)), glyph_width=swatch,
                  label_width=0, glyph_height=28 if large else 20)


def text_of(label: object) -> str:
    """The text of an entry, which Bokeh keeps as ``Value("…")``."""
    return str(getattr(label, "value", label))
