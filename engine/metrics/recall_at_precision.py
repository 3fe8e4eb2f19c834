"""RecallAtPrecision: the best recall at a required precision."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, integer, real
from engine.metrics.base import State
from engine.metrics.confusion_counts import divide_no_nan
from engine.metrics.threshold_metric import ThresholdMetric, evenly_spaced_thresholds, find_max_under_constraint
from engine.typing import Array


@final
@configurable
class RecallAtPrecision(ThresholdMetric):
    """The largest recall at any threshold at which the precision is at least ``precision``.

    ``recall = TP / (TP + FN)``, ``precision = TP / (TP + FP)``. y_true, y_pred: ``(batch, …)``.
    Source: Keras 3, ``metrics.RecallAtPrecision``.
    """

    direction: ClassVar[str | None] = "up"

    precision: float = real(0, 1)
    num_thresholds: int = integer(1, default=200)
    class_id: int | None = integer(0, default=None)

    def decision_thresholds(self) -> Array:
        return evenly_spaced_thresholds(self.num_thresholds)

    def value(self, state: State) -> Any:
        tp, fp, _, fn = state
        return find_max_under_constraint(divide_no_nan(tp, tp + fn), divide_no_nan(tp, tp + fp), self.precision)
