"""ConcordanceCorrelation: whether labels and predictions agree in correlation, variance and mean."""

from typing import ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import configurable, integer
from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class ConcordanceCorrelation(MeanMetric):
    """``2 · mean((t - p̄)(p - p̄)) / (σ²(t) + σ²(p) + (t̄ - p̄)² + ε)`` along ``axis``, averaged over the other axes.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Lin 1989; Keras 3, ``metrics.ConcordanceCorrelation``, which
    also subtracts the mean of the predictions from the labels.
    """

    direction: ClassVar[str | None] = "up"
    is_differentiable: ClassVar[bool] = True

    axis: int = integer(default=-1)

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        t, p = squeeze_or_expand_to_same_rank(y_true, y_pred)
        t_mean, p_mean = t.mean(axis=self.axis, keepdims=True), p.mean(axis=self.axis, keepdims=True)
        variances = t.var(axis=self.axis, keepdims=True) + p.var(axis=self.axis, keepdims=True)
        norm = variances + np.square(t_mean - p_mean) + epsilon()
        correlation: Array = (2 * (t - p_mean) * (p - p_mean) / norm).mean(axis=self.axis)
        return correlation
