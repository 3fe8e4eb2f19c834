"""MeanSquaredError: the loss of that name, gathered over batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class MeanSquaredError(LossMetric):
    """Mean of ``mean((y_true - y_pred)²)``.

    Shapes as for the loss. Source: Keras 3, ``metrics.MeanSquaredError``.
    """

    names: ClassVar[tuple[str, ...]] = ("mse", "MSE", "mean_squared_error")

    def loss(self) -> losses.MeanSquaredError:
        return losses.MeanSquaredError()
