"""R2Score: how much better predictions are than always predicting the mean."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, declare, integer
from engine.losses.squeeze_or_expand import squeeze_or_expand_shapes, squeeze_or_expand_to_same_rank
from engine.metrics.base import Metric, State
from engine.metrics.label_checks import check_rows
from engine.typing import Array, Shape
from engine.validators import Choice

AVERAGES = ("uniform_average", "variance_weighted_average")


@final
@configurable
class R2Score(Metric):
    """``1 - Σ (t - p)² / Σ (t - t̄)²`` for each output, then their average; 1 is perfect, 0 no better than the mean.

    y_true, y_pred: ``(batch, outputs)``. ``variance_weighted_average`` weights outputs by ``Σ (t - t̄)²``. With
    ``num_regressors`` k and n values the score is adjusted to ``1 - (1 - R²)(n - 1) / (n - k - 1)`` if n is larger
    than k + 1. State: sums of ``t²``, ``t``, ``(t - p)²`` and weights, ``(outputs,)`` each, and n.
    Source: Keras 3, ``metrics.R2Score``.
    """

    direction: ClassVar[str | None] = "up"

    class_aggregation: str | None = declare(Choice(choices=AVERAGES, optional=True), default="uniform_average")
    num_regressors: int = integer(0, default=0)

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_rows(str(self.name), *squeeze_or_expand_shapes(y_true_shape, y_pred_shape))

    def zeros(self) -> State:
        return (np.zeros(()),) * 5

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
        t, p = y_true.astype(np.float64), y_pred.astype(np.float64)
        weight = np.ones(()) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        weight = np.broadcast_to(weight[:, None] if weight.ndim == 1 else weight, t.shape)
        new = [(t * t * weight).sum(axis=0), (t * weight).sum(axis=0), (np.square(t - p) * weight).sum(axis=0),
               weight.sum(axis=0), np.float64(t.size)]
        return tuple(s + n for s, n in zip(state, new, strict=True))

    def value(self, state: State) -> Any:
        squares, sums, residual, count, n = state
        total = squares - sums * sums / np.maximum(count, 1e-12)
        scores = 1 - np.divide(residual, total, out=np.ones_like(total), where=total != 0)
        if self.class_aggregation == "variance_weighted_average":
            score: Any = (total * scores).sum() / total.sum() if total.sum() else 0.0
        else:
            score = scores if self.class_aggregation is None else scores.mean()
        if 0 < self.num_regressors < n - 1:
            score = 1 - (1 - score) * (n - 1) / (n - self.num_regressors - 1)
        return float(score) if np.ndim(score) == 0 else score
