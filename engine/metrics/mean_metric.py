"""MeanMetric: the base of metrics that are the mean of one value per sample."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.hyperparameters import configurable, text
from engine.metrics.base import Metric, State
from engine.metrics.metric_variables import NamedState
from engine.metrics.samplewise_reduction import weighted_sum_and_count
from engine.typing import Array


@configurable
class MeanMetric(Metric, ABC):
    """``Σ w · v / Σ w`` over all batches, where ``v`` is the mean of a sample's values and ``w`` its weight.

    The state is the two sums. Source: Keras 3, ``metrics.MeanMetricWrapper``.
    """

    is_differentiable: ClassVar[bool] = False
    """Whether the metric's function has a gradient, as that of a loss; a function that counts or compares has none."""

    state_names: ClassVar[tuple[str, ...]] = ("total", "count")
    total, count = NamedState(0), NamedState(1)

    name: str | None = text(default=None)
    dtype: str | None = text(default=None)

    @property
    def is_samplewise(self) -> bool:
        """Whether the values of a sample do not depend on the other samples of its batch."""
        return True

    @abstractmethod
    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        """Return the values to average: ``(batch, …)``, numeric or boolean."""

    def zeros(self) -> State:
        return np.zeros(()), np.zeros(())

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        total, count = weighted_sum_and_count(self.sample_values(y_true, y_pred), sample_weight)
        return state[0] + total, state[1] + count

    def value(self, state: State) -> Any:
        total, count = state
        return float(total / count) if count else 0.0
