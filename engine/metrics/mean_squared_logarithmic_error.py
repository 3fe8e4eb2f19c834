"""MeanSquaredLogarithmicError: the mean of the loss of that name over all batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class MeanSquaredLogarithmicError(LossMetric):
    """Mean over all samples of ``mean((log(1 + y_true) - log(1 + y_pred))²)``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.MeanSquaredLogarithmicError``.
    """

    names: ClassVar[tuple[str, ...]] = ("msle", "MSLE", "mean_squared_logarithmic_error")

    def loss(self) -> losses.MeanSquaredLogarithmicError:
        return losses.MeanSquaredLogarithmicError()
