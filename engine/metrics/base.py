"""Base class of metrics: sums that are accumulated over batches, and a value computed from them."""

from abc import ABC
from typing import Any, ClassVar

import numpy as np

from engine.backend.config import floatx
from engine.backend.eager_tensor import eager
from engine.backend.tensor import raw
from engine.errors import fail
from engine.hyperparameters import Configurable, configurable, saved_config, text
from engine.metrics.label_checks import check_classes, check_outputs
from engine.metrics.metric_variables import StateVariable
from engine.naming import auto_name, unused_name
from engine.overrides import engine_class, refuse_hooks
from engine.registry import lookup, snake_case
from engine.serialization import resolve
from engine.typing import Array, Shape
from engine.variables import BaseVariable, Variable

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

    state_names: ClassVar[tuple[str, ...]] = ()
    """Names of the arrays of the state that are ``variables``, as in Keras."""
    has_counted_name: ClassVar[bool] = False
    """Whether default names are numbered per process, as in Keras: ``auc``, ``auc_1``, …"""

    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        refuse_hooks(cls, "metric")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name = self.name or self.default_name()
        self.state: State = self.zeros()

    def default_name(self) -> str:
        """Return the key in the logs for a metric without a ``name``."""
        cls = engine_class(type(self))  # a subclass keeps the name of the class that it is derived from, as in Keras
        return auto_name(type(self)) if self.has_counted_name or cls is Metric else snake_case(cls.__name__)

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

    def zeros(self) -> State:
        """Return the state before the first batch."""
        return ()

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        """Return the state after a batch.

        y_true, y_pred: ``(batch, …, outputs)``; sample_weight: ``(batch,)``. A learner's class defines
        ``update_state`` instead.
        """
        raise fail("method_missing", name=type(self).__name__, method="update_state(y_true, y_pred, sample_weight)")

    def value(self, state: State) -> Any:
        """Compute the metric from a state: a float, or an array where Keras returns one.

        A learner's class defines ``result`` instead.
        """
        raise fail("method_missing", name=type(self).__name__, method="result()")

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
        for variable in self.added.values():
            variable.array[...] = 0
        for metric in vars(self).values():  # those that a learner's metric holds
            if isinstance(metric, Metric):
                metric.reset_state()

    # --- variables of a learner's class -------------------------------------------------------------------------

    @property
    def added(self) -> dict[str, Variable]:
        """The variables that were made by :meth:`add_weight`, by name."""
        variables: dict[str, Variable] = vars(self).setdefault("_added", {})
        return variables

    def add_variable(self, shape: Any, initializer: Any = None, dtype: Any = None, aggregation: str = "sum",
                     name: str | None = None) -> Variable:
        """Add a variable to the state, which :meth:`reset_state` sets to zero. initializer: by default zeros."""
        shape = tuple(np.ravel(shape).astype(int))
        initial = lookup("initializer", "zeros")() if initializer is None else resolve("initializer", initializer,
                                                                                        "initializer")
        key = unused_name(name or "variable", self.added)
        variable = Variable.of(np.array(initial(shape), dtype or "float32"), name or key, trainable=False)
        variable.path = f"{self.name}/{key}"
        self.added[key] = variable
        return variable

    def add_weight(self, shape: Any = (), initializer: Any = None, dtype: Any = None,
                   name: str | None = None) -> Variable:
        """Add a variable to the state; the same as :meth:`add_variable`, with a scalar as the default shape."""
        return self.add_variable(shape, initializer, dtype, name=name)

    @property
    def variables(self) -> list[BaseVariable]:
        """The sums that have names, then the variables that were added."""
        return [*(StateVariable(self, index) for index in range(len(self.state_names))), *self.added.values()]

    def reset_states(self) -> None:
        """Keras 2's name for :meth:`reset_state`."""
        self.reset_state()

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        self.update_state(y_true, y_pred, sample_weight)
        return self.result()
