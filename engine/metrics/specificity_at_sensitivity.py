"""SpecificityAtSensitivity: the best specificity at a required sensitivity."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, integer, real
from engine.metrics.base import State
from engine.metrics.confusion_counts import divide_no_nan
from engine.metrics.threshold_metric import ThresholdMetric, evenly_spaced_thresholds, find_max_under_constraint
from engine.typing import Array


@final
@configurable
class SpecificityAtSensitivity(ThresholdMetric):
    """The largest specificity at any threshold at which the sensitivity is at least ``sensitivity``.

    ``specificity = TN / (TN + FP)``, ``sensitivity = TP / (TP + FN)``. y_true, y_pred: ``(batch, …)``.
    Source: Keras 3, ``metrics.SpecificityAtSensitivity``.
    """

    direction: ClassVar[str | None] = "up"

    sensitivity: float = real(0, 1)
    num_thresholds: int = integer(1, default=200)
    class_id: int | None = integer(0, default=None)

    def decision_thresholds(self) -> Array:
        return evenly_spaced_thresholds(self.num_thresholds)

    def value(self, state: State) -> Any:
        tp, fp, tn, fn = state
        return find_max_under_constraint(divide_no_nan(tn, tn + fp), divide_no_nan(tp, tp + fn), self.sensitivity)
