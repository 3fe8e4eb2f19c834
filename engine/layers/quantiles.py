"""Approximate quantiles of a stream of batches, as bin boundaries; memory does not grow with the data.

Source: Keras 3, ``layers.Discretization``: a summary of weighted values, which is compressed after every batch.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import numpy as np

from engine.errors import fail
from engine.typing import Array


def bin_boundaries(batches: Iterable[Any], bins: int, epsilon: float, steps: int | None) -> tuple[float, ...]:
    """The ``bins − 1`` boundaries between bins of about equal counts; fewer if there are fewer values.

    For a few values of bins, such as 49, there is one boundary more, by rounding.

    epsilon: the accuracy of the summary, as a fraction of the number of values. steps: the number of batches to read;
    None reads all.
    """
    summary = np.zeros((2, 0), "float32")
    for batch in islice(batches, steps):
        merged = np.concatenate([_summarize(np.asarray(batch, "float32"), epsilon), summary], axis=1)
        summary = _compress(merged[:, np.argsort(merged[0])], epsilon)
    if not summary.shape[1]:
        raise fail("no_data", "data", argument="data")
    return tuple(float(value) for value in _compress(summary, 1 / bins)[0, :-1])


def _summarize(values: Array, epsilon: float) -> Array:
    """Select about ``1 / epsilon`` of the sorted values, at equal steps; all if there are fewer.

    Returns ``(2, n)``: the selected values, and for each its weight, the step.
    """
    values = np.sort(values.ravel())
    step = max(values.size * epsilon, 1)
    selected = values[int(step - 1) :: int(step)]
    return np.stack([selected, np.full_like(selected, step)])


def _compress(summary: Array, epsilon: float) -> Array:
    """Interpolate a summary ``(2, n)`` down to about ``1 / epsilon`` values; a shorter one is returned unchanged."""
    if summary.shape[1] * epsilon < 1:
        return summary
    quantiles = epsilon + np.arange(0.0, 1.0, epsilon)
    sums = summary[1].cumsum()
    cumulative = sums / sums[-1]
    values = np.interp(quantiles, cumulative, summary[0])
    weights = np.diff(np.interp(quantiles, cumulative, sums), prepend=0)
    return np.stack([values, weights]).astype("float32")
