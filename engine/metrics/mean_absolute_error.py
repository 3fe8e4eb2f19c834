"""MeanAbsoluteError: the mean of the loss of that name over all batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class MeanAbsoluteError(LossMetric):
    """Mean over all samples of ``mean(|y_true - y_pred|)``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.MeanAbsoluteError``.
    """

    names: ClassVar[tuple[str, ...]] = ("mae", "MAE", "mean_absolute_error")

    def loss(self) -> losses.MeanAbsoluteError:
        return losses.MeanAbsoluteError()
