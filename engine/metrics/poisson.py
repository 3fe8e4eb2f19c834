"""Poisson: the mean of the loss of that name over all batches."""

from typing import final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class Poisson(LossMetric):
    """Mean over all samples of ``mean(y_pred - y_true · log(y_pred + ε))``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.Poisson``.
    """

    def loss(self) -> losses.Poisson:
        return losses.Poisson()
