"""OwnMetric: a learner's metric that overrides Keras's methods, as training uses it."""

from typing import Any, final

import numpy as np

from engine.backend.as_tensor import as_tensor
from engine.backend.tensor import raw
from engine.metrics.base import Metric, State
from engine.overrides import overrides
from engine.typing import Array, Shape

HOOKS = ("update_state", "result", "reset_state", "add_weight", "add_variable", "variables")


@final
class OwnMetric(Metric):
    """Calls a learner's metric as Keras does: ``reset_state``, ``update_state`` for every batch, ``result``.

    Its variables are the state: they are set before each call and read after it, so that a run may be cut anywhere.
    """

    def __init__(self, metric: Metric) -> None:
        self.metric = metric
        super().__init__(name=metric.name, dtype=metric.dtype)

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """Check the labels as the engine's class does, unless the learner's class updates the state itself."""
        if not overrides(type(self.metric), "update_state"):
            self.metric.check(y_true_shape, y_true_dtype, y_pred_shape)

    def zeros(self) -> State:
        self.metric.reset_state()
        return self._read()

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        self._write(state)
        weight = () if sample_weight is None else (as_tensor(sample_weight),)
        self.metric.update_state(as_tensor(y_true), as_tensor(y_pred), *weight)
        return self._read()

    def value(self, state: State) -> Any:
        self._write(state)
        result = self.metric.result()
        if isinstance(result, dict):
            return {name: np.asarray(raw(value)) for name, value in result.items()}
        return np.asarray(raw(result))

    def _read(self) -> State:
        return (*self.metric.state, *(variable.array.copy() for variable in self.metric.added.values()))

    def _write(self, state: State) -> None:
        arrays = [variable.array for variable in self.metric.added.values()]
        self.metric.state = state[:len(state) - len(arrays)]
        for array, value in zip(arrays, state[len(state) - len(arrays):], strict=True):
            array[...] = value


def as_measured(metric: Metric) -> Metric:
    """The metric for training: a learner's class with methods of its own is wrapped."""
    return OwnMetric(metric) if overrides(type(metric), *HOOKS) else metric
