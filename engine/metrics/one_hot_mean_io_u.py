"""OneHotMeanIoU: MeanIoU for one-hot labels."""

from typing import final

from engine.hyperparameters import boolean, configurable, integer
from engine.metrics.iou_base import IoUBase, IoUSettings


@final
@configurable
class OneHotMeanIoU(IoUBase):
    """Mean over all classes of ``TP / (TP + FP + FN)``.

    y_true, y_pred: ``(batch, …, classes)``, one-hot and probabilities (class ids if ``sparse_y_pred``).
    Source: Keras 3, ``metrics.OneHotMeanIoU``.
    """

    num_classes: int = integer(1, 65_536)
    ignore_class: int | None = integer(default=None, kw_only=True)
    sparse_y_pred: bool = boolean(default=False, kw_only=True)
    axis: int = integer(default=-1, kw_only=True)

    def settings(self) -> IoUSettings:
        return IoUSettings(self.num_classes, tuple(range(self.num_classes)), self.ignore_class, False,
                           self.sparse_y_pred, self.axis)
