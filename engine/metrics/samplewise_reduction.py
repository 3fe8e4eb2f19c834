"""Reduction of values of any shape to one value per sample, and the sums of a weighted mean."""

from typing import Any

import numpy as np

from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.typing import Array


def reduce_to_samplewise_values(values: Array, weight: Array, reduce: Any) -> tuple[Array, Array]:
    """Return one weighted value and one weight per sample, ``(batch,)`` each.

    values: ``(batch, …)``; weight: ``(batch,)`` or more axes. ``reduce`` (``np.mean`` or ``np.sum``) is applied to the
    axes that the weights lack before the values are weighted, and to the other axes but the first afterwards.
    Source: Keras 3, ``metrics.reduction_metrics.reduce_to_samplewise_values``.
    """
    values, weight = squeeze_or_expand_to_same_rank(values.astype(np.float64), weight.astype(np.float64))
    if values.ndim > weight.ndim:
        values = reduce(values, axis=tuple(range(weight.ndim, values.ndim)))
    weight = np.broadcast_to(weight, values.shape)
    values = values * weight
    axes = tuple(range(1, values.ndim))
    return (reduce(values, axis=axes), reduce(weight, axis=axes)) if axes else (values, weight)


def weighted_sum_and_count(values: Array, weight: Array | None = None) -> tuple[Any, Any]:
    """Return the sum of the samples' weighted means and the sum of their weights: the two sums of a weighted mean."""
    if weight is not None:
        means, weights = reduce_to_samplewise_values(values, weight, np.mean)
        return means.sum(), weights.sum()
    if values.ndim == 0:
        return np.float64(values), 1
    samples = len(values)
    total = np.count_nonzero(values) if values.dtype == bool else values.sum(dtype=np.float64)
    return total * (samples / values.size) if values.ndim > 1 and values.size else total, samples
