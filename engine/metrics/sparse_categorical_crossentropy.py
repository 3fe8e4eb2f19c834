"""SparseCategoricalCrossentropy: the mean of the loss of that name over all batches."""

from typing import ClassVar, final

import numpy as np

from engine import losses
from engine.hyperparameters import boolean, configurable, integer
from engine.metrics.base import State
from engine.metrics.loss_metric import LossMetric
from engine.typing import Array


@final
@configurable
class SparseCategoricalCrossentropy(LossMetric):
    """Mean over all samples of ``-log q[y_true]``.

    Symbols and shapes are those of the loss. Samples labelled ``ignore_class`` have the value 0.
    Source: Keras 3, ``metrics.SparseCategoricalCrossentropy``.
    """

    label_format: ClassVar[str] = "classes"

    from_logits: bool = boolean(default=False)
    ignore_class: int | None = integer(default=None)
    axis: int = integer(-1, -1, default=-1)

    def loss(self) -> losses.SparseCategoricalCrossentropy:
        return losses.SparseCategoricalCrossentropy(
            from_logits=self.from_logits, ignore_class=self.ignore_class, axis=self.axis
        )

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        """Add a batch; with weights, samples labelled ``ignore_class`` count with weight 0, without they count as 0."""
        if sample_weight is not None and self.ignore_class is not None:
            labels = y_true[..., 0] if y_true.ndim == y_pred.ndim else y_true
            weight = np.asarray(sample_weight)
            weight = weight[..., 0] if weight.ndim > labels.ndim else weight
            weight = weight.reshape(weight.shape + (1,) * (labels.ndim - weight.ndim))
            sample_weight = weight * (labels != self.ignore_class)
        return super().update(state, y_true, y_pred, sample_weight)
