"""MeanSquaredError: the mean of the loss of that name over all batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class MeanSquaredError(LossMetric):
    """Mean over all samples of ``mean((y_true - y_pred)²)``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.MeanSquaredError``.
    """

    names: ClassVar[tuple[str, ...]] = ("mse", "MSE", "mean_squared_error")

    def loss(self) -> losses.MeanSquaredError:
        return losses.MeanSquaredError()
