"""IoU: how much of an area is covered, for chosen classes."""

from typing import ClassVar, final

from engine.hyperparameters import boolean, configurable, integer, integers
from engine.metrics.overlap import Overlap, Reading, check_targets


@final
@configurable
class IoU(Overlap):
    """Mean over ``target_class_ids`` of ``TP / (TP + FP + FN)``.

    y_true, y_pred: class numbers of any shape, or one-hot along ``axis``.
    Source: Keras 3, ``metrics.IoU``.
    """

    labels: ClassVar[str] = "any"

    num_classes: int = integer(1, 65_536)
    target_class_ids: tuple[int, ...] = integers(0)
    ignore_class: int | None = integer(default=None, kw_only=True)
    sparse_y_true: bool = boolean(default=True, kw_only=True)
    sparse_y_pred: bool = boolean(default=True, kw_only=True)
    axis: int = integer(default=-1, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_targets(self.target_class_ids, self.num_classes)

    def reading(self) -> Reading:
        return Reading(self.num_classes, self.target_class_ids, self.ignore_class, self.sparse_y_true,
                       self.sparse_y_pred, self.axis)
