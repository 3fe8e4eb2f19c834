"""Smooth a noisy curve."""

from collections.abc import Sequence
from math import isfinite


def smooth_values(values: Sequence[float], factor: float) -> list[float]:
    """Exponential moving average with bias correction; factor 0 leaves the values unchanged.

    A value that is not finite is kept, and left out of the average.
    """
    result, average, weight = [], 0.0, 0.0
    for value in values:
        if not factor or not isfinite(value):
            result.append(value)
            continue
        average = factor * average + (1 - factor) * value
        weight = factor * weight + (1 - factor)
        result.append(average / weight)
    return result
