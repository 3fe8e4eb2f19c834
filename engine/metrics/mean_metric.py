"""MeanMetric: the base of all metrics that are the mean of one number a sample."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from engine.hyperparameters import configurable, text
from engine.metrics.base import Metric, State
from engine.metrics.samplewise import mean_sums
from engine.typing import Array


@configurable
class MeanMetric(Metric, ABC):
    """``Σ w · mean(samples) / Σ w`` over all batches; the state is the two sums.

    Source: Keras 3, ``metrics.MeanMetricWrapper``.
    """

    name: str | None = text(default=None)
    dtype: str | None = text(default=None)

    @abstractmethod
    def samples(self, y_true: Array, y_pred: Array) -> Array:
        """What the mean is taken of: ``(batch, …)``, numbers or True and False."""

    def zeros(self) -> State:
        return np.zeros(()), np.zeros(())

    def updated(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        total, count = mean_sums(self.samples(y_true, y_pred), sample_weight)
        return state[0] + total, state[1] + count

    def value(self, state: State) -> Any:
        total, count = state
        return float(total / count) if count else 0.0
