"""LogCoshError: the mean of the loss LogCosh over all batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class LogCoshError(LossMetric):
    """Mean over all samples of ``mean(log cosh(y_pred - y_true))``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.LogCoshError``.
    """

    names: ClassVar[tuple[str, ...]] = ("logcosh", "log_cosh")

    def default_name(self) -> str:
        return "logcosh"

    def loss(self) -> losses.LogCosh:
        return losses.LogCosh()
