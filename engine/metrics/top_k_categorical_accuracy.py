"""TopKCategoricalAccuracy: how often the class of the one-hot label is among the ``k`` highest scores."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integer, text
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.top_k import in_top_k
from engine.typing import Array


@final
@configurable
class TopKCategoricalAccuracy(MeanMetric):
    """Fraction of samples for which fewer than ``k`` classes score higher than ``argmax(y_true)``.

    y_true, y_pred: ``(batch, …, classes)``. Source: Keras 3, ``metrics.TopKCategoricalAccuracy``.
    """

    direction: ClassVar[str | None] = "up"

    k: int = integer(1, default=5)
    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        return in_top_k(y_true.argmax(axis=-1), y_pred, self.k)
