"""CosineSimilarity: whether labels and predictions point in the same direction."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import configurable, integer
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class CosineSimilarity(MeanMetric):
    """The cosine ``Σ t̂ · p̂`` along ``axis``, averaged over the other axes: 1 for the same direction.

    ``v̂ = v / max(|v|, ε)``. The loss of this name has the opposite sign.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``metrics.CosineSimilarity``.
    """

    direction: ClassVar[str | None] = "up"

    axis: int = integer(default=-1)

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        loss = losses.CosineSimilarity(axis=self.axis)
        return loss.cosine(loss.prepare(y_true, y_pred.shape), y_pred)
