"""SensitivityAtSpecificity: how many are found when false alarms have to be so rare."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, integer, real
from engine.metrics.base import State
from engine.metrics.confusion import ratio
from engine.metrics.thresholds import ThresholdMetric, best, even_levels
from engine.typing import Array


@final
@configurable
class SensitivityAtSpecificity(ThresholdMetric):
    """The largest sensitivity at any threshold where the specificity is at least what is asked for.

    ``sensitivity = TP / (TP + FN)``, ``specificity = TN / (TN + FP)``. y_true, y_pred: ``(batch, …)``.
    Source: Keras 3, ``metrics.SensitivityAtSpecificity``.
    """

    direction: ClassVar[str | None] = "up"

    specificity: float = real(0, 1)
    num_thresholds: int = integer(1, default=200)
    class_id: int | None = integer(0, default=None)

    def levels(self) -> Array:
        return even_levels(self.num_thresholds)

    def value(self, state: State) -> Any:
        tp, fp, tn, fn = state
        return best(ratio(tp, tp + fn), ratio(tn, tn + fp), self.specificity)
