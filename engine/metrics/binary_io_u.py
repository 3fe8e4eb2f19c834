"""BinaryIoU: how much of an area is covered, for yes and no."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers, real
from engine.metrics.overlap import Overlap, Reading, check_targets
from engine.typing import Array


@final
@configurable
class BinaryIoU(Overlap):
    """Mean over ``target_class_ids`` of ``TP / (TP + FP + FN)``; yes is ``y_pred >= threshold``.

    y_true, y_pred: labels 0 or 1 and probabilities, any shape.
    Source: Keras 3, ``metrics.BinaryIoU``.
    """

    labels: ClassVar[str] = "any"

    target_class_ids: tuple[int, ...] = integers(0, default=(0, 1))
    threshold: float = real(default=0.5)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_targets(self.target_class_ids, 2)

    def reading(self) -> Reading:
        return Reading(2, self.target_class_ids)

    def answers(self, y_pred: Array) -> Array:
        return y_pred >= self.threshold
