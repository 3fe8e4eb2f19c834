"""MeanAbsolutePercentageError: the mean of the loss of that name over all batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class MeanAbsolutePercentageError(LossMetric):
    """Mean over all samples of ``100 · mean(|y_true - y_pred| / max(|y_true|, ε))``, in percent.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.MeanAbsolutePercentageError``.
    """

    names: ClassVar[tuple[str, ...]] = ("mape", "MAPE", "mean_absolute_percentage_error")

    def loss(self) -> losses.MeanAbsolutePercentageError:
        return losses.MeanAbsolutePercentageError()
