"""BinaryIoU: intersection over union, for binary classification."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers, real
from engine.metrics.iou_base import IoUBase, IoUSettings, check_class_ids
from engine.typing import Array


@final
@configurable
class BinaryIoU(IoUBase):
    """Mean over ``target_class_ids`` of ``TP / (TP + FP + FN)``; a prediction is 1 if ``y_pred >= threshold``.

    y_true, y_pred: labels 0 or 1 and probabilities, any shape.
    Source: Keras 3, ``metrics.BinaryIoU``.
    """

    label_format: ClassVar[str] = "any"

    target_class_ids: tuple[int, ...] = integers(0, default=(0, 1))
    threshold: float = real(default=0.5)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_class_ids(self.target_class_ids, 2)

    def settings(self) -> IoUSettings:
        return IoUSettings(2, self.target_class_ids)

    def predicted_labels(self, y_pred: Array) -> Array:
        return y_pred >= self.threshold
