"""OneHotMeanIoU: MeanIoU for labels in one-hot rows."""

from typing import final

from engine.hyperparameters import boolean, configurable, integer
from engine.metrics.overlap import Overlap, Reading


@final
@configurable
class OneHotMeanIoU(Overlap):
    """Mean over all classes of ``TP / (TP + FP + FN)``.

    y_true, y_pred: ``(batch, …, classes)``, one-hot and probabilities.
    Source: Keras 3, ``metrics.OneHotMeanIoU``.
    """

    num_classes: int = integer(1, 65_536)
    ignore_class: int | None = integer(default=None, kw_only=True)
    sparse_y_pred: bool = boolean(default=False, kw_only=True)
    axis: int = integer(default=-1, kw_only=True)

    def reading(self) -> Reading:
        return Reading(self.num_classes, tuple(range(self.num_classes)), self.ignore_class, False, self.sparse_y_pred,
                       self.axis)
