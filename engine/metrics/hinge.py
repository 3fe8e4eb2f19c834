"""Hinge: the mean of the loss of that name over all batches."""

from typing import final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class Hinge(LossMetric):
    """Mean over all samples of ``mean(max(1 - y_true · y_pred, 0))``, labels -1 and 1 (or 0 and 1).

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.Hinge``.
    """

    def loss(self) -> losses.Hinge:
        return losses.Hinge()
