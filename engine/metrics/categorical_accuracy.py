"""CategoricalAccuracy: how often the class with the highest score is that of the one-hot label."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable
from engine.metrics.label_checks import check_one_hot, check_outputs
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array, Shape


@final
@configurable
class CategoricalAccuracy(MeanMetric):
    """``mean(argmax(y_true) == argmax(y_pred))``, both over the last axis.

    y_true, y_pred: ``(batch, …, classes)``. For a single output labels may be ``(batch,)``; as in Keras, the argmax is
    then the index of the largest label in the batch. Source: Keras 3, ``metrics.CategoricalAccuracy``.
    """

    direction: ClassVar[str | None] = "up"
    has_flat_labels = False

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_one_hot(str(self.name), y_true_shape, y_true_dtype, y_pred_shape)
        check_outputs(str(self.name), y_true_shape, y_pred_shape)
        self.has_flat_labels = len(y_true_shape) < len(y_pred_shape)

    @property
    def is_samplewise(self) -> bool:
        return not self.has_flat_labels

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        y_true = y_true.reshape(-1) if self.has_flat_labels else y_true
        return y_true.argmax(axis=-1) == y_pred.argmax(axis=-1)  # type: ignore[no-any-return]
