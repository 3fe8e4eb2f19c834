"""Boundaries that part numbers into bins of about equal size, learned from batch after batch in little memory.

Source: Keras 3, ``layers.Discretization``: a summary of values with weights is kept, and made shorter when it grows.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import numpy as np

from engine.errors import fail
from engine.typing import Array


def bin_boundaries(batches: Iterable[Any], bins: int, epsilon: float, steps: int | None) -> tuple[float, ...]:
    """The ``bins − 1`` numbers between the bins. epsilon: how exact the summary is, as a share of all numbers."""
    summary = np.zeros((2, 0), "float32")
    for batch in islice(batches, steps):
        merged = np.concatenate([_summary(np.asarray(batch, "float32"), epsilon), summary], axis=1)
        summary = _shorter(merged[:, np.argsort(merged[0])], epsilon)
    if not summary.shape[1]:
        raise fail("no_data", "data", argument="data")
    return tuple(float(value) for value in _shorter(summary, 1 / bins)[0, :-1])


def _summary(values: Array, epsilon: float) -> Array:
    """``(2, n)``: every so many of the sorted values, and how many each stands for."""
    values = np.sort(values.ravel())
    step = max(values.size * epsilon, 1)
    kept = values[int(step - 1) :: int(step)]
    return np.stack([kept, np.full_like(kept, step)])


def _shorter(summary: Array, epsilon: float) -> Array:
    """A summary of about ``1 / epsilon`` values."""
    if summary.shape[1] * epsilon < 1:
        return summary
    shares = epsilon + np.arange(0.0, 1.0, epsilon)
    sums = summary[1].cumsum()
    reached = sums / sums[-1]
    values = np.interp(shares, reached, summary[0])
    weights = np.diff(np.interp(shares, reached, sums), prepend=0)
    return np.stack([values, weights]).astype("float32")
