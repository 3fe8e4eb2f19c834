"""PrecisionAtRecall: how sure answers can be when so many have to be found."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, integer, real
from engine.metrics.base import State
from engine.metrics.confusion import ratio
from engine.metrics.thresholds import ThresholdMetric, best, even_levels
from engine.typing import Array


@final
@configurable
class PrecisionAtRecall(ThresholdMetric):
    """The largest precision at any threshold where the recall is at least what is asked for.

    ``precision = TP / (TP + FP)``, ``recall = TP / (TP + FN)``. y_true, y_pred: ``(batch, …)``.
    Source: Keras 3, ``metrics.PrecisionAtRecall``.
    """

    direction: ClassVar[str | None] = "up"

    recall: float = real(0, 1)
    num_thresholds: int = integer(1, default=200)
    class_id: int | None = integer(0, default=None)

    def levels(self) -> Array:
        return even_levels(self.num_thresholds)

    def value(self, state: State) -> Any:
        tp, fp, _, fn = state
        return best(ratio(tp, tp + fp), ratio(tp, tp + fn), self.recall)
