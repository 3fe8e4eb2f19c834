"""IoU: intersection over union, for selected classes."""

from typing import ClassVar, final

from engine.hyperparameters import boolean, configurable, integer, integers
from engine.metrics.iou_base import IoUBase, IoUSettings, check_class_ids


@final
@configurable
class IoU(IoUBase):
    """Mean over ``target_class_ids`` of ``TP / (TP + FP + FN)``.

    y_true, y_pred: class ids of any shape. Without ``sparse_y_true`` or ``sparse_y_pred``: one-hot or scores along
    ``axis``. Source: Keras 3, ``metrics.IoU``.
    """

    label_format: ClassVar[str] = "any"

    num_classes: int = integer(1, 65_536)
    target_class_ids: tuple[int, ...] = integers(0)
    ignore_class: int | None = integer(default=None, kw_only=True)
    sparse_y_true: bool = boolean(default=True, kw_only=True)
    sparse_y_pred: bool = boolean(default=True, kw_only=True)
    axis: int = integer(default=-1, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_class_ids(self.target_class_ids, self.num_classes)

    def settings(self) -> IoUSettings:
        return IoUSettings(self.num_classes, self.target_class_ids, self.ignore_class, self.sparse_y_true,
                       self.sparse_y_pred, self.axis)
