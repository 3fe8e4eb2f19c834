"""FalsePositives: how often a no was answered with yes."""

from typing import Any, final

from engine.hyperparameters import configurable, declare
from engine.metrics.base import State
from engine.metrics.confusion import simple
from engine.metrics.thresholds import ThresholdMetric, Thresholds, given_levels
from engine.typing import Array


@final
@configurable
class FalsePositives(ThresholdMetric):
    """The sum of ``w`` where ``y_true`` is 0 and ``y_pred > threshold``; an array where there are several thresholds.

    y_true, y_pred: ``(batch, …)``. Source: Keras 3, ``metrics.FalsePositives``.
    """

    thresholds: Any = declare(Thresholds(), default=None)

    def levels(self) -> Array:
        return given_levels(self.thresholds)

    def value(self, state: State) -> Any:
        return simple(state[1])
