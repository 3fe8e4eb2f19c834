"""CategoricalCrossentropy: the mean of the loss of that name over all batches."""

from typing import final

from engine import losses
from engine.hyperparameters import boolean, configurable, integer, real
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class CategoricalCrossentropy(LossMetric):
    """Mean over all samples of ``-Σ t · log q``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.CategoricalCrossentropy``.
    """

    from_logits: bool = boolean(default=False)
    label_smoothing: float = real(0, 1, default=0.0)
    axis: int = integer(default=-1)

    def loss(self) -> losses.CategoricalCrossentropy:
        return losses.CategoricalCrossentropy(
            from_logits=self.from_logits, label_smoothing=self.label_smoothing, axis=self.axis
        )
