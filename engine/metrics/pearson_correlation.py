"""PearsonCorrelation: whether labels and predictions rise and fall together."""

from typing import ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integer
from engine.losses.ranks import same_rank
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class PearsonCorrelation(MeanMetric):
    """Mean of ``cov(t, p) / (σ(t) · σ(p))`` along ``axis``: from -1 to 1, and 0 where one of them does not vary.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``metrics.PearsonCorrelation`` (which gives NaN there).
    """

    direction: ClassVar[str | None] = "up"

    axis: int = integer(default=-1)

    def samples(self, y_true: Array, y_pred: Array) -> Array:
        t, p = same_rank(y_true, y_pred)
        t = t - t.mean(axis=self.axis, keepdims=True)
        p = p - p.mean(axis=self.axis, keepdims=True)
        spread = t.std(axis=self.axis) * p.std(axis=self.axis)
        run_parallel = (t * p).mean(axis=self.axis)
        found: Array = np.divide(run_parallel, spread, out=np.zeros_like(run_parallel), where=spread > 0)
        return found
