"""Legends above the plot, whose entries hide and show their glyphs, in as many columns as fit on a phone."""

from bokeh.models import Legend
from bokeh.plotting import figure

from app.charts.labels import width

GAP = 14
MAX_WIDTH, MAX_WIDTH_LARGE = 330, 900
"""Maximum width of a legend in pixels: on a phone, and on a projector."""
CHARACTER_WIDTH, CHARACTER_WIDTH_LARGE = 7.5, 13.0
"""Pixels of one column of text."""
SWATCH, SWATCH_LARGE = 24, 40
HIDDEN_ALPHA = 0.65
"""Opacity of the card's colour over the name of a hidden entry."""


def legend_above(fig: figure) -> Legend:
    """Add an empty legend above the plot, and above earlier legends."""
    legend = Legend(items=[], orientation="horizontal", click_policy="hide", margin=0, padding=4, spacing=GAP,
                    location="top_left", border_line_color=None, background_fill_color=None,
                    inactive_fill_alpha=HIDDEN_ALPHA)
    fig.add_layout(legend, "above")
    return legend


def fit_legend(legend: Legend, large: bool) -> None:
    """Set as many columns as fit, and swatches of the size of the text."""
    swatch = SWATCH_LARGE if large else SWATCH
    widest = max((width(label_text(item.label)) for item in legend.items if item.visible), default=1)
    column = widest * (CHARACTER_WIDTH_LARGE if large else CHARACTER_WIDTH) + swatch + GAP
    legend.update(ncols=max(1, int((MAX_WIDTH_LARGE if large else MAX_WIDTH) // column)), glyph_width=swatch,
                  label_width=0, glyph_height=28 if large else 20)


def label_text(label: object) -> str:
    """The text of an entry, which Bokeh stores as ``Value("…")``."""
    return str(getattr(label, "value", label))
