"""Precision: how many of the answers yes are right."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, declare, integer
from engine.metrics.base import State
from engine.metrics.confusion import ratio, simple
from engine.metrics.thresholds import ThresholdMetric, Thresholds, given_levels
from engine.typing import Array


@final
@configurable
class Precision(ThresholdMetric):
    """``TP / (TP + FP)``, 0 where there is none; an array where there are several thresholds.

    y_true, y_pred: ``(batch, …)``. ``top_k``: only the likeliest of each row count as positive; ``class_id``: only this
    class, the last axis, is looked at. Source: Keras 3, ``metrics.Precision``.
    """

    direction: ClassVar[str | None] = "up"

    thresholds: Any = declare(Thresholds(), default=None)
    top_k: int | None = integer(1, default=None)
    class_id: int | None = integer(0, default=None)

    def levels(self) -> Array:
        return given_levels(self.thresholds, self.top_k)

    def value(self, state: State) -> Any:
        return simple(ratio(state[0], state[0] + state[1]))
