"""MeanIoU: how much of an area is covered, for all classes."""

from typing import ClassVar, final

from engine.hyperparameters import boolean, configurable, integer
from engine.metrics.overlap import Overlap, Reading


@final
@configurable
class MeanIoU(Overlap):
    """Mean over all classes of ``TP / (TP + FP + FN)``.

    y_true, y_pred: class numbers of any shape, or one-hot along ``axis``.
    Source: Keras 3, ``metrics.MeanIoU``.
    """

    labels: ClassVar[str] = "any"

    num_classes: int = integer(1, 65_536)
    ignore_class: int | None = integer(default=None, kw_only=True)
    sparse_y_true: bool = boolean(default=True, kw_only=True)
    sparse_y_pred: bool = boolean(default=True, kw_only=True)
    axis: int = integer(default=-1, kw_only=True)

    def reading(self) -> Reading:
        return Reading(self.num_classes, tuple(range(self.num_classes)), self.ignore_class, self.sparse_y_true,
                       self.sparse_y_pred, self.axis)
