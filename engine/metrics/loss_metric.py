"""LossMetric: the base of all metrics that are the mean of a loss."""

from abc import ABC, abstractmethod
from typing import ClassVar

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@configurable
class LossMetric(MeanMetric, ABC):
    """The mean of what a loss gives for each sample."""

    direction: ClassVar[str | None] = "down"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.each = self.loss()

    @abstractmethod
    def loss(self) -> Loss:
        """The loss whose values are gathered."""

    def samples(self, y_true: Array, y_pred: Array) -> Array:
        return self.each.values(self.each.prepare(y_true, y_pred.shape), y_pred)
