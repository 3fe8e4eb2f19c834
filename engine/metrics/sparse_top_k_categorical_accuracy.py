"""SparseTopKCategoricalAccuracy: how often the integer label is among the ``k`` highest scores."""

from typing import ClassVar, final

from engine.hyperparameters import boolean, configurable, integer, text
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.top_k import in_top_k
from engine.typing import Array


@final
@configurable
class SparseTopKCategoricalAccuracy(MeanMetric):
    """Fraction of samples for which fewer than ``k`` classes score higher than ``y_true``.

    y_true: ``(batch, …)`` or ``(batch, …, 1)``; y_pred: ``(batch, …, classes)``, scores, or with ``from_sorted_ids``
    class ids in descending order of their scores. Source: Keras 3, ``metrics.SparseTopKCategoricalAccuracy``.
    """

    direction: ClassVar[str | None] = "up"
    label_format: ClassVar[str] = "classes"

    k: int = integer(1, default=5)
    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)
    from_sorted_ids: bool = boolean(default=False, kw_only=True)

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        labels = y_true[..., 0] if y_true.ndim == y_pred.ndim else y_true
        if self.from_sorted_ids:
            is_in_top_k: Array = (y_pred[..., : self.k] == labels[..., None]).any(axis=-1)
            return is_in_top_k
        return in_top_k(labels, y_pred, self.k)
