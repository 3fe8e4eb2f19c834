"""SpecificityAtSensitivity: how rare false alarms can be when so many have to be found."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, integer, real
from engine.metrics.base import State
from engine.metrics.confusion import ratio
from engine.metrics.thresholds import ThresholdMetric, best, even_levels
from engine.typing import Array


@final
@configurable
class SpecificityAtSensitivity(ThresholdMetric):
    """The largest specificity at any threshold where the sensitivity is at least what is asked for.

    ``specificity = TN / (TN + FP)``, ``sensitivity = TP / (TP + FN)``. y_true, y_pred: ``(batch, …)``.
    Source: Keras 3, ``metrics.SpecificityAtSensitivity``.
    """

    direction: ClassVar[str | None] = "up"

    sensitivity: float = real(0, 1)
    num_thresholds: int = integer(1, default=200)
    class_id: int | None = integer(0, default=None)

    def levels(self) -> Array:
        return even_levels(self.num_thresholds)

    def value(self, state: State) -> Any:
        tp, fp, tn, fn = state
        return best(ratio(tn, tn + fp), ratio(tp, tp + fn), self.sensitivity)
