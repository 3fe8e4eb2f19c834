"""Mean: the mean of values over all batches."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, text
from engine.metrics.base import Metric, State
from engine.metrics.metric_variables import NamedState
from engine.metrics.samplewise_reduction import weighted_sum_and_count
from engine.typing import Array


@final
@configurable
class Mean(Metric):
    """``Σ w · values / Σ w``. values: a scalar, or ``(batch, …)``; ``w``: sample weights, ``(batch,)``, 1 by default.

    Source: Keras 3, ``metrics.Mean``.
    """

    label_format: ClassVar[str] = "any"

    state_names: ClassVar[tuple[str, ...]] = ("total", "count")
    total, count = NamedState(0), NamedState(1)

    name: str | None = text(default=None)
    dtype: str | None = text(default=None)

    def zeros(self) -> State:
        return np.zeros(()), np.zeros(())

    def update(self, state: State, y_true: Array, y_pred: Any = None, sample_weight: Array | None = None) -> State:
        """Add a batch of values, passed as ``y_true``; ``y_pred`` is ignored."""
        total, count = weighted_sum_and_count(y_true, sample_weight)
        return state[0] + total, state[1] + count

    def value(self, state: State) -> Any:
        total, count = state
        return float(total / count) if count else 0.0

    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        super().update_state(values, 0, sample_weight)

    def __call__(self, values: Any, sample_weight: Any = None) -> Any:  # type: ignore[override]
        self.update_state(values, sample_weight)
        return self.result()
