"""Recall: the fraction of positives that were found."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, declare, integer
from engine.metrics.base import State
from engine.metrics.confusion_counts import divide_no_nan, scalar_if_single
from engine.metrics.threshold_metric import ThresholdMetric, Thresholds, thresholds_or_default
from engine.typing import Array


@final
@configurable
class Recall(ThresholdMetric):
    """``TP / (TP + FN)``, 0 if the divisor is 0; an array if there are several thresholds.

    y_true, y_pred: ``(batch, …)``. ``top_k``: only the ``k`` highest scores of each row count as positive;
    ``class_id``: only this index of the last axis is counted. Source: Keras 3, ``metrics.Recall``.
    """

    direction: ClassVar[str | None] = "up"

    thresholds: Any = declare(Thresholds(), default=None)
    top_k: int | None = integer(1, default=None)
    class_id: int | None = integer(0, default=None)

    def decision_thresholds(self) -> Array:
        return thresholds_or_default(self.thresholds, self.top_k)

    def value(self, state: State) -> Any:
        return scalar_if_single(divide_no_nan(state[0], state[0] + state[3]))
