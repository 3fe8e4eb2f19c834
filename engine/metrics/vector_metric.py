"""A metric that is several numbers, such as the F1 score of each class, in logs that hold one number a name.

Bars, curves and callbacks take it as its mean, as Keras's bar does; ``history``, ``evaluate`` and their like give the
learner the array.
"""

from typing import Any, final

import numpy as np

from engine.typing import Array


@final
class VectorMetric(float):
    """The mean of ``each``, as a float that still has them."""

    each: Array

    def __new__(cls, each: Any) -> "VectorMetric":
        made = super().__new__(cls, np.mean(each))
        made.each = np.asarray(each)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return VectorMetric, (self.each,)


def number(value: Any) -> float:
    """A metric's value as logs hold it."""
    return float(value) if np.ndim(value) == 0 else VectorMetric(value)


def whole(value: Any) -> Any:
    """What a learner is given of a value in the logs: a float, or the array of a metric that is several numbers."""
    return value.each if isinstance(value, VectorMetric) else value
