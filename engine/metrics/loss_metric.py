"""LossMetric: the base of metrics that are the mean of a loss."""

from abc import ABC, abstractmethod
from typing import ClassVar

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.losses.output_logits import values_of
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@configurable
class LossMetric(MeanMetric, ABC):
    """The mean of a loss over all samples."""

    direction: ClassVar[str | None] = "down"
    is_differentiable: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.loss_fn = self.loss()

    @abstractmethod
    def loss(self) -> Loss:
        """Return the loss to average."""

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        return values_of(self.loss_fn, self.loss_fn.prepare(y_true, y_pred.shape), y_pred)
