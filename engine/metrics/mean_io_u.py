"""MeanIoU: intersection over union, averaged over all classes."""

from typing import ClassVar, final

from engine.hyperparameters import boolean, configurable, integer
from engine.metrics.iou_base import IoUBase, IoUSettings


@final
@configurable
class MeanIoU(IoUBase):
    """Mean over all classes of ``TP / (TP + FP + FN)``.

    y_true, y_pred: class ids of any shape. Without ``sparse_y_true`` or ``sparse_y_pred``: one-hot or scores along
    ``axis``. Source: Keras 3, ``metrics.MeanIoU``.
    """

    label_format: ClassVar[str] = "any"

    num_classes: int = integer(1, 65_536)
    ignore_class: int | None = integer(default=None, kw_only=True)
    sparse_y_true: bool = boolean(default=True, kw_only=True)
    sparse_y_pred: bool = boolean(default=True, kw_only=True)
    axis: int = integer(default=-1, kw_only=True)

    def settings(self) -> IoUSettings:
        return IoUSettings(self.num_classes, tuple(range(self.num_classes)), self.ignore_class, self.sparse_y_true,
                       self.sparse_y_pred, self.axis)
