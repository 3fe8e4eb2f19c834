"""Mean: the mean of numbers that come batch by batch."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, text
from engine.metrics.base import Metric, State
from engine.metrics.samplewise import mean_sums
from engine.typing import Array


@final
@configurable
class Mean(Metric):
    """``Σ w · values / Σ w``. values: a number, or ``(batch, …)``; w: 1, or ``(batch,)``.

    Source: Keras 3, ``metrics.Mean``.
    """

    labels: ClassVar[str] = "any"

    name: str | None = text(default=None)
    dtype: str | None = text(default=None)

    def zeros(self) -> State:
        return np.zeros(()), np.zeros(())

    def updated(self, state: State, y_true: Array, y_pred: Any = None, sample_weight: Array | None = None) -> State:
        """``y_true`` stands for the values; there is nothing to compare them with."""
        total, count = mean_sums(y_true, sample_weight)
        return state[0] + total, state[1] + count

    def value(self, state: State) -> Any:
        total, count = state
        return float(total / count) if count else 0.0

    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        super().update_state(values, 0, sample_weight)

    def __call__(self, values: Any, sample_weight: Any = None) -> Any:  # type: ignore[override]
        self.update_state(values, sample_weight)
        return self.result()
