"""Accuracy: how often predictions equal the labels exactly."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable
from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.metrics.label_checks import check_outputs
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array, Shape


@final
@configurable
class Accuracy(MeanMetric):
    """``mean(y_true == y_pred)``.

    y_true, y_pred: ``(batch, …)``. Probabilities need one of the other accuracies; ``compile(metrics=["accuracy"])``
    chooses among them. Source: Keras 3, ``metrics.Accuracy``.
    """

    direction: ClassVar[str | None] = "up"
    label_format: ClassVar[str] = "any"

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_outputs(str(self.name), y_true_shape, y_pred_shape)

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
        return y_true == y_pred  # type: ignore[no-any-return]
