"""SparseCategoricalAccuracy: how often the class with the highest score is that of the integer label."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class SparseCategoricalAccuracy(MeanMetric):
    """``mean(y_true == argmax(y_pred))``, with the argmax over the last axis.

    y_true: ``(batch, …)`` or ``(batch, …, 1)``; y_pred: ``(batch, …, classes)``.
    Source: Keras 3, ``metrics.SparseCategoricalAccuracy``.
    """

    direction: ClassVar[str | None] = "up"
    label_format: ClassVar[str] = "classes"

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        labels = y_true[..., 0] if y_true.ndim == y_pred.ndim else y_true
        return labels == y_pred.argmax(axis=-1)  # type: ignore[no-any-return]
