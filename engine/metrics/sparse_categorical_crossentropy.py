"""SparseCategoricalCrossentropy: the mean of the loss of that name over all batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import boolean, configurable, integer
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class SparseCategoricalCrossentropy(LossMetric):
    """Mean over all samples of ``-log q[y_true]``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.SparseCategoricalCrossentropy``.
    """

    label_format: ClassVar[str] = "classes"

    from_logits: bool = boolean(default=False)
    ignore_class: int | None = integer(default=None)
    axis: int = integer(-1, -1, default=-1)

    def loss(self) -> losses.SparseCategoricalCrossentropy:
        return losses.SparseCategoricalCrossentropy(
            from_logits=self.from_logits, ignore_class=self.ignore_class, axis=self.axis
        )
