"""Choose the range of an axis: round ends close to the values, stable while values are added."""

from collections.abc import Sequence
from math import floor, isfinite, log10
from typing import NamedTuple

ROUND_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
HEADROOM = 1.03
"""Factor over the highest value, so that its line is not cut off."""
MIN_FILL = 0.4
"""The range is kept while the values fill at least this share of it."""
SPIKE_FACTOR = 25.0
"""A value this many times the usual one is left outside the range, unless it is recent."""
USUAL_QUANTILE = 0.9
"""Quantile of the values that counts as the usual one."""
RATIO_STARTS = ((0.95, 0.9), (0.85, 0.8), (0.55, 0.5), (0.0, 0.0))
"""Minimum of a metric from 0 to 1, and the start of its axis for it."""
RECENT = 3
RATIO_METRICS = ("acc", "auc", "precision", "recall", "f1", "fbeta", "iou", "sensitivity", "specificity")


class AxisRange(NamedTuple):
    """Start and end of an axis, in units of its values."""

    low: float
    high: float


def ratio_range(values: Sequence[float], before: AxisRange | None = None) -> AxisRange:
    """Range for metrics from 0 to 1 such as accuracy: it starts at 0, 0.5, 0.8 or 0.9 and never shrinks."""
    finite = [v for v in values if isfinite(v)]
    if not finite:
        return before or AxisRange(0.0, HEADROOM)
    start = next((reset_range for lowest, reset_range in RATIO_STARTS if min(finite) >= lowest), 0.0)
    return AxisRange(min(start, before.low) if before else start, HEADROOM)


def value_range(curves: Sequence[Sequence[float]], before: AxisRange | None = None) -> AxisRange:
    """Range for losses: from 0 (or a round number below 0) to a round number above all values but spikes."""
    finite = sorted(v for values in curves for v in values if isfinite(v))
    if not finite:
        return before or AxisRange(0.0, 1.0)
    newest = max((v for values in curves for v in values[-RECENT:] if isfinite(v)), default=finite[-1])
    usual = finite[int(USUAL_QUANTILE * (len(finite) - 1))]
    top = max(newest, RECENT * usual) if finite[-1] > SPIKE_FACTOR * usual > 0 else finite[-1]
    low, high = min(0.0, finite[0]), max(top, 0.0)
    within = before is not None and before.low <= low and high <= before.high
    if before is not None and within and high - low >= MIN_FILL * (before.high - before.low):
        return before
    return AxisRange(-round_up(-low * HEADROOM), round_up(high * HEADROOM) or (0.0 if low else 1.0))


def round_up(value: float) -> float:
    """Round up to a number with a round leading digit; 0 stays 0."""
    if value <= 0:
        return 0.0
    power = 10.0 ** floor(log10(value))
    return next((step * power for step in ROUND_STEPS if step * power >= value), 10 * power)



def is_ratio(names: Sequence[str], curves: Sequence[Sequence[float]]) -> bool:
    """Whether all curves are of metrics from 0 to 1, such as accuracy."""
    named = all(any(word in name for word in RATIO_METRICS) for name in names)
    return named and all(0 <= v <= 1 for values in curves for v in values if isfinite(v))
