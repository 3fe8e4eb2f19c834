"""FalseNegatives: the number of positives that were predicted as negative."""

from typing import Any, final

from engine.hyperparameters import configurable, declare
from engine.metrics.base import State
from engine.metrics.confusion_counts import scalar_if_single
from engine.metrics.threshold_metric import ThresholdMetric, Thresholds, thresholds_or_default
from engine.typing import Array


@final
@configurable
class FalseNegatives(ThresholdMetric):
    """Sum of the sample weights where ``y_true`` is 1 and ``y_pred <= threshold``; an array for several thresholds.

    y_true, y_pred: ``(batch, …)``. Source: Keras 3, ``metrics.FalseNegatives``.
    """

    thresholds: Any = declare(Thresholds(), default=None)

    def decision_thresholds(self) -> Array:
        return thresholds_or_default(self.thresholds)

    def value(self, state: State) -> Any:
        return scalar_if_single(state[3])
