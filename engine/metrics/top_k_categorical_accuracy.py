"""TopKCategoricalAccuracy: how often the right class is among the ``k`` likeliest."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integer, text
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.top_k import among_top
from engine.typing import Array


@final
@configurable
class TopKCategoricalAccuracy(MeanMetric):
    """Mean of: fewer than ``k`` classes are likelier than ``argmax(y_true)``.

    y_true, y_pred: ``(batch, …, classes)``. Source: Keras 3, ``metrics.TopKCategoricalAccuracy``.
    """

    direction: ClassVar[str | None] = "up"

    k: int = integer(1, default=5)
    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)

    def samples(self, y_true: Array, y_pred: Array) -> Array:
        return among_top(y_true.argmax(axis=-1), y_pred, self.k)
