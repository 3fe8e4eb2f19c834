"""SparseTopKCategoricalAccuracy: how often the right class, given by its number, is among the ``k`` likeliest."""

from typing import ClassVar, final

from engine.hyperparameters import boolean, configurable, integer, text
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.top_k import among_top
from engine.typing import Array


@final
@configurable
class SparseTopKCategoricalAccuracy(MeanMetric):
    """Mean of: fewer than ``k`` classes are likelier than ``y_true``.

    y_true: ``(batch, …)`` or ``(batch, …, 1)``; y_pred: ``(batch, …, classes)``, or with ``from_sorted_ids`` the class
    numbers, the likeliest first. Source: Keras 3, ``metrics.SparseTopKCategoricalAccuracy``.
    """

    direction: ClassVar[str | None] = "up"
    labels: ClassVar[str] = "classes"

    k: int = integer(1, default=5)
    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)
    from_sorted_ids: bool = boolean(default=False, kw_only=True)

    def samples(self, y_true: Array, y_pred: Array) -> Array:
        labels = y_true[..., 0] if y_true.ndim == y_pred.ndim else y_true
        if self.from_sorted_ids:
            found: Array = (y_pred[..., : self.k] == labels[..., None]).any(axis=-1)
            return found
        return among_top(labels, y_pred, self.k)
