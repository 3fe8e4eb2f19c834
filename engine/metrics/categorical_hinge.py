"""CategoricalHinge: the mean of the loss of that name over all batches."""

from typing import final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class CategoricalHinge(LossMetric):
    """Mean over all samples of ``max(neg - pos + 1, 0)``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.CategoricalHinge``.
    """

    def loss(self) -> losses.CategoricalHinge:
        return losses.CategoricalHinge()
