"""Class names along an axis: long ones are truncated, and rotated if they would overlap."""

from collections.abc import Sequence
from math import pi
from typing import Any
from unicodedata import east_asian_width

MAX_LENGTH, MAX_LENGTH_LARGE = 14, 12
"""Maximum width of a name in columns of text; a Hangul syllable takes two."""
MAX_TOTAL, MAX_TOTAL_LARGE = 44, 26
"""Maximum width of all names side by side on a narrow screen, in columns of text."""
MAX_UNROTATED = 2
"""Names of up to this width are never rotated."""
MAX_LABELS = 30
"""With more classes than this, only some names are written."""


def label_axis(axis: Any, names: Sequence[str], rotate: bool, large: bool) -> None:
    """Write names at 0, 1, 2, …. rotate: slant them if they do not fit side by side."""
    step = 1 + len(names) // MAX_LABELS
    axis.ticker.ticks = list(range(0, len(names), step))
    shown = [cut(name, MAX_LENGTH_LARGE if large else MAX_LENGTH) for name in names]
    axis.major_label_overrides = dict(enumerate(shown))
    crowded = sum(width(name) + 2 for name in shown) > (MAX_TOTAL_LARGE if large else MAX_TOTAL)
    slanted = rotate and crowded and max(map(width, shown)) > MAX_UNROTATED
    axis.major_label_orientation = pi / 4 if slanted else "horizontal"


def cut(name: str, longest: int) -> str:
    """Truncate a name that is wider than ``longest``, with ``…`` at its end."""
    if width(name) <= longest:
        return name
    shortened = name
    while shortened and width(shortened) > longest - 1:
        shortened = shortened[:-1]
    return shortened.rstrip() + "…"


def width(text: str) -> int:
    """Width in columns of text: two for each wide character, such as a Hangul syllable."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
