"""Smoothing of a curve, so that its direction is seen through its noise."""

from collections.abc import Sequence
from math import isfinite


def smoothed(values: Sequence[float], factor: float) -> list[float]:
    """The exponential moving average, corrected for its start; factor 0 leaves the values as they are.

    A value that is no number stays one and is left out of the average.
    """
    found, average, weight = [], 0.0, 0.0
    for value in values:
        if not factor or not isfinite(value):
            found.append(value)
            continue
        average = factor * average + (1 - factor) * value
        weight = factor * weight + (1 - factor)
        found.append(average / weight)
    return found
