"""CategoricalAccuracy: how often the class with the highest score is that of the one-hot label."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class CategoricalAccuracy(MeanMetric):
    """``mean(argmax(y_true) == argmax(y_pred))``, both over the last axis.

    y_true, y_pred: ``(batch, …, classes)``. Source: Keras 3, ``metrics.CategoricalAccuracy``.
    """

    direction: ClassVar[str | None] = "up"

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        return y_true.argmax(axis=-1) == y_pred.argmax(axis=-1)  # type: ignore[no-any-return]
