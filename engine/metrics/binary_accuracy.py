"""BinaryAccuracy: how often a probability is on the right side of the threshold."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, real
from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class BinaryAccuracy(MeanMetric):
    """``mean(y_true == (y_pred > threshold))``.

    y_true, y_pred: ``(batch, …, outputs)``, labels 0 or 1. Source: Keras 3, ``metrics.BinaryAccuracy``.
    """

    direction: ClassVar[str | None] = "up"

    threshold: float = real(default=0.5)

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
        return y_true == (y_pred > self.threshold)  # type: ignore[no-any-return]
