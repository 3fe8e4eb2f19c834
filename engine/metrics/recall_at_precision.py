"""RecallAtPrecision: how many can be found when answers have to be so sure."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, integer, real
from engine.metrics.base import State
from engine.metrics.confusion import ratio
from engine.metrics.thresholds import ThresholdMetric, best, even_levels
from engine.typing import Array


@final
@configurable
class RecallAtPrecision(ThresholdMetric):
    """The largest recall at any threshold where the precision is at least what is asked for.

    ``recall = TP / (TP + FN)``, ``precision = TP / (TP + FP)``. y_true, y_pred: ``(batch, …)``.
    Source: Keras 3, ``metrics.RecallAtPrecision``.
    """

    direction: ClassVar[str | None] = "up"

    precision: float = real(0, 1)
    num_thresholds: int = integer(1, default=200)
    class_id: int | None = integer(0, default=None)

    def levels(self) -> Array:
        return even_levels(self.num_thresholds)

    def value(self, state: State) -> Any:
        tp, fp, _, fn = state
        return best(ratio(tp, tp + fn), ratio(tp, tp + fp), self.precision)
