"""Sum: the sum of numbers that come batch by batch."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, text
from engine.metrics.base import Metric, State
from engine.metrics.samplewise import weighted
from engine.typing import Array


@final
@configurable
class Sum(Metric):
    """``Σ w · values``. values: a number, or ``(batch, …)``; w: 1, or ``(batch,)``.

    Source: Keras 3, ``metrics.Sum``.
    """

    labels: ClassVar[str] = "any"

    name: str | None = text(default=None)
    dtype: str | None = text(default=None)

    def zeros(self) -> State:
        return (np.zeros(()),)

    def updated(self, state: State, y_true: Array, y_pred: Any = None, sample_weight: Array | None = None) -> State:
        """``y_true`` stands for the values; there is nothing to compare them with."""
        values = y_true if sample_weight is None else weighted(y_true, sample_weight, np.sum)[0]
        return (state[0] + values.sum(dtype=np.float64),)

    def value(self, state: State) -> Any:
        return float(state[0])

    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        super().update_state(values, 0, sample_weight)

    def __call__(self, values: Any, sample_weight: Any = None) -> Any:  # type: ignore[override]
        self.update_state(values, sample_weight)
        return self.result()
