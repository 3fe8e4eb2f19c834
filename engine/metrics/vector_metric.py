"""VectorMetric: the value of a metric that has several, such as one F1 score per class.

Logs hold one float per name, so it is a float, the mean, that also holds the array.

Progress bars, curves and callbacks use its mean, as Keras's progress bar does; ``History``, ``evaluate`` and
``train_on_batch`` return the array.
"""

from typing import Any, final

import numpy as np

from engine.typing import Array


@final
class VectorMetric(float):
    """The mean of an array as a float that also holds the array, ``values``."""

    values: Array

    def __new__(cls, values: Any) -> "VectorMetric":
        mean = super().__new__(cls, np.mean(values))
        mean.values = np.asarray(values)
        return mean

    def __reduce__(self) -> tuple[Any, ...]:
        return VectorMetric, (self.values,)


def as_log_value(value: Any) -> float:
    """Convert a metric's value for the logs: a scalar to a float, an array to a :class:`VectorMetric`."""
    return float(value) if np.ndim(value) == 0 else VectorMetric(value)


def from_log_value(value: Any) -> Any:
    """Convert a value of the logs for the user: a :class:`VectorMetric` to its array; a float is unchanged."""
    return value.values if isinstance(value, VectorMetric) else value
