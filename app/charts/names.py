"""Names of classes along an axis: cut where they are long, turned where they would run into each other."""

from collections.abc import Sequence
from math import pi
from typing import Any
from unicodedata import east_asian_width

LONGEST, LONGEST_LARGE = 14, 12
"""Cells of text, two for a Hangul syllable, that a name may take."""
ROOM, ROOM_LARGE = 44, 26
"""Cells of text that names side by side may take together on a narrow screen."""
SHORT = 2
"""Names of so many cells are never turned."""
MOST = 30
"""More classes than this have only some of their names written."""


def label_axis(axis: Any, names: Sequence[str], turned: bool, large: bool) -> None:
    """Write names at 0, 1, 2, …; turned: along a horizontal axis, aslant if they are long together."""
    step = 1 + len(names) // MOST
    axis.ticker.ticks = list(range(0, len(names), step))
    shown = [cut(name, LONGEST_LARGE if large else LONGEST) for name in names]
    axis.major_label_overrides = dict(enumerate(shown))
    crowded = sum(width(name) + 2 for name in shown) > (ROOM_LARGE if large else ROOM)
    aslant = turned and crowded and max(map(width, shown)) > SHORT
    axis.major_label_orientation = pi / 4 if aslant else "horizontal"


def cut(name: str, longest: int) -> str:
    """The name, or its beginning and ``…``."""
    if width(name) <= longest:
        return name
    kept = name
    while kept and width(kept) > longest - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def width(text: str) -> int:
    """Cells of text: two for each wide character, such as a Hangul syllable."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
