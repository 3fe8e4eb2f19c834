"""Base class of metrics: sums that are accumulated over batches, and a value computed from them."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.backend.config import floatx
from engine.backend.eager_tensor import eager
from engine.backend.tensor import raw
from engine.hyperparameters import Configurable, configurable, saved_config, text
from engine.metrics.label_checks import check_classes, check_outputs
from engine.naming import auto_name
from engine.registry import snake_case
from engine.typing import Array, Shape

State = tuple[Array, ...]
"""The accumulated sums of a metric: float64 arrays, so that a state can be pickled between batches."""


@configurable
class Metric(Configurable, ABC):
    """Base of all metrics: a measure of model quality, accumulated over batches.

    ``zeros``, ``update`` and ``value`` are pure functions of a state; ``update_state``, ``result`` and ``reset_state``
    are Keras's interface to them, with the state kept on the object. Source: Keras 3, ``metrics.Metric``.
    """

    direction: ClassVar[str | None] = None
    """``up`` if higher is better, ``down`` if lower is; used by callbacks with ``mode="auto"``."""
    label_format: ClassVar[str] = "outputs"
    """Form of the labels of a model with several outputs: one value per output (``outputs``, such as one-hot), integer
    class ids (``classes``), or ``any``."""

    has_counted_name: ClassVar[bool] = False
    """Whether default names are numbered per process, as in Keras: ``auc``, ``auc_1``, …"""

    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name = self.name or self.default_name()
        self.state: State = self.zeros()

    def default_name(self) -> str:
        """Return the key in the logs for a metric without a ``name``."""
        return auto_name(type(self)) if self.has_counted_name else snake_case(type(self).__name__)

    def get_config(self) -> dict[str, Any]:
        """Return the config in Keras's form: the name first; ``dtype`` is left out unless it was set."""
        config = {"name": self.name, **saved_config(self)}
        return {name: value for name, value in config.items() if name != "dtype" or value is not None}

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """Raise a ProblemError if labels of this shape and dtype do not have the form that the metric needs."""
        if self.label_format == "outputs":
            check_outputs(str(self.name), y_true_shape, y_pred_shape)
        elif self.label_format == "classes":
            check_classes(str(self.name), y_true_shape, y_pred_shape)

    @abstractmethod
    def zeros(self) -> State:
        """Return the state before the first batch."""

    @abstractmethod
    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        """Return the state after a batch.

        y_true, y_pred: ``(batch, …, outputs)``; sample_weight: ``(batch,)``.
        """

    @abstractmethod
    def value(self, state: State) -> Any:
        """Compute the metric from a state: a float, or an array where Keras returns one."""

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch. A metric keeps numbers between batches, so no gradient flows through it, as in Keras."""
        weight = None if sample_weight is None else np.asarray(raw(sample_weight))
        labels, predictions = np.asarray(raw(y_true)), np.asarray(raw(y_pred))
        self.check(labels.shape, labels.dtype, predictions.shape)
        self.state = self.update(self.state, labels, predictions, weight)

    def result(self) -> Any:
        """Return the metric over the batches so far, as a tensor of float32."""
        return eager(np.asarray(self.value(self.state), floatx()))

    def reset_state(self) -> None:
        self.state = self.zeros()

    def reset_states(self) -> None:
        """Keras 2's name for :meth:`reset_state`."""
        self.reset_state()

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        self.update_state(y_true, y_pred, sample_weight)
        return self.result()
