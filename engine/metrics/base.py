"""What every metric is: sums that grow batch by batch, and a number made of them."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.hyperparameters import Configurable, configurable, saved_config, text
from engine.naming import auto_name
from engine.registry import snake_case
from engine.typing import Array

State = tuple[Array, ...]
"""The sums of a metric: float64 arrays. Plain data, so that training can be stopped and carried anywhere."""


@configurable
class Metric(Configurable, ABC):
    """A number that tells how good a model is, gathered over batches.

    The three functions with a ``state`` are pure; ``update_state``, ``result`` and ``reset_state`` are Keras's way to
    use them, with the state kept on the object. Source: Keras 3, ``metrics.Metric``.
    """

    direction: ClassVar[str | None] = None
    """``up`` where more is better, ``down`` where less is: what callbacks with ``mode="auto"`` go by."""
    labels: ClassVar[str] = "outputs"
    """What stands in the labels of a model with several outputs: one value for each of the ``outputs`` (one-hot), the
    number of a class (``classes``), or ``any``."""

    counted: ClassVar[bool] = False
    """Whether Keras counts the names of such objects over the whole process: ``auc``, ``auc_1``, …"""

    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name = self.name or self.default_name()
        self.state: State = self.zeros()

    def default_name(self) -> str:
        """The key in logs where none was given."""
        return auto_name(type(self)) if self.counted else snake_case(type(self).__name__)

    def get_config(self) -> dict[str, Any]:
        """As Keras writes it: the name first, the type only where one was given."""
        config = {"name": self.name, **saved_config(self)}
        return {name: value for name, value in config.items() if name != "dtype" or value is not None}

    @abstractmethod
    def zeros(self) -> State:
        """The sums before the first batch."""

    @abstractmethod
    def updated(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        """The sums after a batch.

        y_true, y_pred: ``(batch, …, outputs)``; sample_weight: ``(batch,)``.
        """

    @abstractmethod
    def value(self, state: State) -> Any:
        """The metric (a float; an array where Keras gives one) of the sums."""

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        weight = None if sample_weight is None else np.asarray(sample_weight)
        self.state = self.updated(self.state, np.asarray(y_true), np.asarray(y_pred), weight)

    def result(self) -> Any:
        return self.value(self.state)

    def reset_state(self) -> None:
        self.state = self.zeros()

    def reset_states(self) -> None:
        """Keras 2's name of :meth:`reset_state`."""
        self.reset_state()

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        self.update_state(y_true, y_pred, sample_weight)
        return self.result()
