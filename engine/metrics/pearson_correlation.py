"""PearsonCorrelation: whether labels and predictions rise and fall together."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integer
from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class PearsonCorrelation(MeanMetric):
    """The correlation ``cov(t, p) / (σ(t) · σ(p))`` along ``axis``, averaged over the other axes.

    From -1 to 1; 0 if t or p is constant, where Keras gives NaN. y_true, y_pred: ``(batch, …, outputs)``. Source:
    Keras 3, ``metrics.PearsonCorrelation``.
    """

    direction: ClassVar[str | None] = "up"
    is_differentiable: ClassVar[bool] = True

    axis: int = integer(default=-1)

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        t, p = squeeze_or_expand_to_same_rank(y_true, y_pred)
        t = t - t.mean(axis=self.axis, keepdims=True)
        p = p - p.mean(axis=self.axis, keepdims=True)
        scale = t.std(axis=self.axis) * p.std(axis=self.axis)
        covariance = (t * p).mean(axis=self.axis)
        correlation: Array = np.where(scale > 0, covariance / np.where(scale > 0, scale, 1), 0)
        return correlation
