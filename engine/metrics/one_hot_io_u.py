"""OneHotIoU: IoU for one-hot labels."""

from typing import final

from engine.hyperparameters import boolean, configurable, integer, integers
from engine.metrics.iou_base import IoUBase, IoUSettings, check_class_ids


@final
@configurable
class OneHotIoU(IoUBase):
    """Mean over ``target_class_ids`` of ``TP / (TP + FP + FN)``.

    y_true, y_pred: ``(batch, …, classes)``, one-hot and probabilities (class ids if ``sparse_y_pred``).
    Source: Keras 3, ``metrics.OneHotIoU``.
    """

    num_classes: int = integer(1, 65_536)
    target_class_ids: tuple[int, ...] = integers(0)
    ignore_class: int | None = integer(default=None, kw_only=True)
    sparse_y_pred: bool = boolean(default=False, kw_only=True)
    axis: int = integer(default=-1, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_class_ids(self.target_class_ids, self.num_classes)

    def settings(self) -> IoUSettings:
        return IoUSettings(self.num_classes, self.target_class_ids, self.ignore_class, False, self.sparse_y_pred,
                           self.axis)
