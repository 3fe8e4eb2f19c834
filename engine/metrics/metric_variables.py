"""The accumulated sums of a metric as variables, such as ``total`` and ``count``."""

from typing import Any, final

import numpy as np

from engine.backend.config import floatx
from engine.typing import Array
from engine.variables import BaseVariable


@final
class StateVariable(BaseVariable):
    """One array of a metric's state, which is replaced at every batch. Source: Keras 3, ``Metric.variables``."""

    trainable = False

    def __init__(self, metric: Any, index: int) -> None:
        """index: of the array in the state; its name is that in ``metric.state_names``."""
        self.metric, self.index, self.name = metric, index, metric.state_names[index]
        self.path = f"{metric.name}/{self.name}"

    def read(self) -> Array:
        return np.asarray(self.metric.state[self.index], floatx())

    def write(self, value: Array) -> None:
        state = list(self.metric.state)
        state[self.index] = np.asarray(value, "float64")
        self.metric.state = tuple(state)


@final
class NamedState:
    """A class attribute of a metric that gives the variable of one array of its state; an instance may replace it."""

    def __init__(self, index: int) -> None:
        self.index = index

    def __get__(self, metric: Any, owner: Any = None) -> Any:
        return self if metric is None else StateVariable(metric, self.index)
