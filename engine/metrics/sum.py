"""Sum: the sum of values over all batches."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, text
from engine.metrics.base import Metric, State
from engine.metrics.metric_variables import NamedState
from engine.metrics.samplewise_reduction import reduce_to_samplewise_values
from engine.typing import Array


@final
@configurable
class Sum(Metric):
    """``Σ w · values``. values: a scalar, or ``(batch, …)``; ``w``: sample weights, ``(batch,)``, 1 by default.

    Source: Keras 3, ``metrics.Sum``.
    """

    label_format: ClassVar[str] = "any"

    state_names: ClassVar[tuple[str, ...]] = ("total",)
    total = NamedState(0)

    name: str | None = text(default=None)
    dtype: str | None = text(default=None)

    def zeros(self) -> State:
        return (np.zeros(()),)

    def update(self, state: State, y_true: Array, y_pred: Any = None, sample_weight: Array | None = None) -> State:
        """Add a batch of values, passed as ``y_true``; ``y_pred`` is ignored."""
        values = y_true if sample_weight is None else reduce_to_samplewise_values(y_true, sample_weight, np.sum)[0]
        return (state[0] + values.sum(dtype=np.float64),)

    def value(self, state: State) -> Any:
        return float(state[0])

    def update_state(self, values: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        super().update_state(values, 0, sample_weight)

    def __call__(self, values: Any, sample_weight: Any = None) -> Any:  # type: ignore[override]
        self.update_state(values, sample_weight)
        return self.result()
