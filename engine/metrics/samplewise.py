"""From numbers of any shape to the sums of one number a sample, as Keras's means and sums take them."""

from typing import Any

import numpy as np

from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.typing import Array


def weighted(values: Array, weight: Array, how: Any) -> tuple[Array, Array]:
    """One number and one weight a sample, ``(batch,)`` each.

    values: ``(batch, …)``; weight: ``(batch,)`` or more axes. ``how`` (``np.mean`` or ``np.sum``) takes care of the
    axes after the first: those of the values that the weights lack before weighting, the others after it.
    Source: Keras 3, ``metrics.reduction_metrics.reduce_to_samplewise_values``.
    """
    values, weight = squeeze_or_expand_to_same_rank(values.astype(np.float64), weight.astype(np.float64))
    if values.ndim > weight.ndim:
        values = how(values, axis=tuple(range(weight.ndim, values.ndim)))
    weight = np.broadcast_to(weight, values.shape)
    values = values * weight
    rest = tuple(range(1, values.ndim))
    return (how(values, axis=rest), how(weight, axis=rest)) if rest else (values, weight)


def mean_sums(values: Array, weight: Array | None = None) -> tuple[Any, Any]:
    """The sum of the samples' means, and of the samples' weights: what a mean over batches is made of."""
    if weight is not None:
        each, weights = weighted(values, weight, np.mean)
        return each.sum(), weights.sum()
    if values.ndim == 0:
        return np.float64(values), 1
    samples = len(values)
    total = np.count_nonzero(values) if values.dtype == bool else values.sum(dtype=np.float64)
    return total * (samples / values.size) if values.ndim > 1 and values.size else total, samples
