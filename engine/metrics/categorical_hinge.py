"""CategoricalHinge: the loss of that name, gathered over batches."""

from typing import final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class CategoricalHinge(LossMetric):
    """Mean of ``max(neg - pos + 1, 0)``.

    Shapes as for the loss. Source: Keras 3, ``metrics.CategoricalHinge``.
    """

    def loss(self) -> losses.CategoricalHinge:
        return losses.CategoricalHinge()
