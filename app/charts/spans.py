"""How far an axis reaches: round ends, near the values, and calm while values come in."""

from collections.abc import Sequence
from math import floor, isfinite, log10
from typing import NamedTuple

ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
HEADROOM = 1.03
"""Room over the highest value, so that its line is not cut."""
KEPT = 0.4
"""An axis stays as it is for as long as the values fill this share of it."""
SPIKE = 25.0
"""A value this many times the usual is left outside, unless it is new."""
USUAL = 0.9
"""The usual value: this share of all lies under it."""
SHARES = ((0.95, 0.9), (0.85, 0.8), (0.55, 0.5), (0.0, 0.0))
"""Lowest value of a share of 1, and where its axis then begins."""
RECENT = 3
SHARE_WORDS = ("acc", "auc", "precision", "recall", "f1", "fbeta", "iou", "sensitivity", "specificity")


class Span(NamedTuple):
    """The two ends of an axis, in units of its values."""

    low: float
    high: float


def share_span(values: Sequence[float], before: Span | None = None) -> Span:
    """For accuracy and the like, from 0 to 1: begins at 0, 0.5, 0.8 or 0.9 and only ever grows."""
    seen = [v for v in values if isfinite(v)]
    if not seen:
        return before or Span(0.0, HEADROOM)
    start = next((begin for lowest, begin in SHARES if min(seen) >= lowest), 0.0)
    return Span(min(start, before.low) if before else start, HEADROOM)


def value_span(curves: Sequence[Sequence[float]], before: Span | None = None) -> Span:
    """For losses: from 0 (or a round number below 0) to a round number above all but stray spikes."""
    seen = sorted(v for values in curves for v in values if isfinite(v))
    if not seen:
        return before or Span(0.0, 1.0)
    newest = max((v for values in curves for v in values[-RECENT:] if isfinite(v)), default=seen[-1])
    usual = seen[int(USUAL * (len(seen) - 1))]
    top = max(newest, RECENT * usual) if seen[-1] > SPIKE * usual > 0 else seen[-1]
    low, high = min(0.0, seen[0]), max(top, 0.0)
    within = before is not None and before.low <= low and high <= before.high
    if before is not None and within and high - low >= KEPT * (before.high - before.low):
        return before
    return Span(-round_up(-low * HEADROOM), round_up(high * HEADROOM) or (0.0 if low else 1.0))


def round_up(value: float) -> float:
    """The next number with a round first digit; 0 stays 0."""
    if value <= 0:
        return 0.0
    power = 10.0 ** floor(log10(value))
    return next((step * power for step in ROUND if step * power >= value), 10 * power)



def is_share(names: Sequence[str], curves: Sequence[Sequence[float]]) -> bool:
    """Whether these are curves of accuracy or the like, which cannot leave 0 to 1."""
    named = all(any(word in name for word in SHARE_WORDS) for name in names)
    return named and all(0 <= v <= 1 for values in curves for v in values if isfinite(v))
