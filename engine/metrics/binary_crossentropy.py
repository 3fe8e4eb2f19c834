"""BinaryCrossentropy: the mean of the loss of that name over all batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import boolean, configurable, real
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class BinaryCrossentropy(LossMetric):
    """Mean over all samples of ``-mean(t · log p + (1 - t) · log(1 - p))``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.BinaryCrossentropy``.
    """

    names: ClassVar[tuple[str, ...]] = ("binary_crossentropy", "bce", "BCE")

    from_logits: bool = boolean(default=False)
    label_smoothing: float = real(0, 1, default=0.0)

    def loss(self) -> losses.BinaryCrossentropy:
        return losses.BinaryCrossentropy(from_logits=self.from_logits, label_smoothing=self.label_smoothing)
