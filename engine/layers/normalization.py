"""Normalization: brings data to mean 0 and variance 1, with statistics measured before training."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.errors import fail
from engine.hyperparameters import boolean, configurable, declare, numbers
from engine.initializers.ones import Ones
from engine.initializers.zeros import Zeros
from engine.layers.base import Layer, weight
from engine.layers.shape_checks import normalize_axes, require_axis, require_broadcast, sample_axes
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape
from engine.validators import Integers
from engine.variables import Variable

EPSILON = 1e-7


@final
@configurable
class Normalization(Layer):
    """``y = (x − mean) / max(√variance, 1e-7)``; with ``invert``, ``y = x · max(√variance, 1e-7) + mean``

    x, y: ``(batch, …)``. mean, variance: the lengths of x along ``axis`` (None: scalars), passed as
    arguments, or measured by :meth:`adapt` and stored as non-trainable weights.

    Backward: mean and variance are constants, so ``dx = dy / max(√variance, 1e-7)``; with ``invert``,
    ``dx = dy · max(√variance, 1e-7)``.
    Source: Keras 3, ``layers.Normalization``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    supports_masking: ClassVar[bool] = True

    axis: tuple[int, ...] | None = declare(Integers(optional=True), default=-1)
    mean: Any = numbers(default=None)
    variance: Any = numbers(default=None)
    invert: bool = boolean(default=False)

    adapt_mean: Variable = weight("the lengths of x along axis", trainable=False)
    adapt_variance: Variable = weight("the lengths of x along axis", trainable=False)
    count: Variable = weight("()", trainable=False, dtype="int64")

    adapt_mean_initializer: ClassVar = Zeros()
    adapt_variance_initializer: ClassVar = Ones()
    count_initializer: ClassVar = Zeros()

    def __post_init__(self) -> None:
        super().__post_init__()
        if np.shape(self.mean) != np.shape(self.variance) or (self.mean is None) != (self.variance is None):
            raise fail("given_together", "mean", argument="mean", other="variance")
        self.input_mean, self.input_variance = self.mean, self.variance
        self.is_adapted = False
        self.mean = self.variance = None

    def variable_name(self, name: str) -> str:
        return name.removeprefix("adapt_")

    def variable_paths(self) -> dict[str, str]:
        return {name: f"{self.name}/{self.variable_name(name)}" for name in self.weight_names()}

    @property
    def needs_adapt(self) -> bool:
        return self.input_mean is None and not self.is_adapted

    def argument(self, name: str) -> Any:
        return vars(self).get(f"input_{name}", getattr(self, name))

    def finalize_state(self) -> None:
        """Set ``mean`` and ``variance``, tensors that broadcast against x, as Keras does after adapt."""
        if self.built_input_shape is not None and not self.needs_adapt:
            shape = tuple(n or 1 for n in self.built_input_shape)
            self.mean, self.variance = map(eager, self._moments(shape, self.compute_dtype))

    def after_loading(self) -> None:
        self.is_adapted = True
        self.finalize_state()

    def check_input(self, input_shape: Shape) -> None:
        require_broadcast(self, self._lengths(input_shape), "mean", np.shape(self.input_mean))

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        if self.input_mean is not None:
            return {}
        lengths = self._lengths(input_shape)
        return {"adapt_mean": lengths, "adapt_variance": lengths, "count": ()}

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        """Create the weights; statistics measured by :meth:`adapt` are kept if their shapes match."""
        learned = self.get_weights()
        super().build(input_shape, seed)
        if learned and [w.shape for w in learned] == [w.shape for w in self.get_weights()]:
            self.set_weights(learned)
        self.finalize_state()

    def adapt(self, data: Any) -> None:
        """Measure mean and variance of data ``(samples, …)``, or of an iterable of such arrays."""
        if self.input_mean is not None:
            raise self.problem("already_given")
        batches = [] if hasattr(data, "shape") else list(data)
        x = np.concatenate(batches) if batches and hasattr(batches[0], "shape") else np.asarray(data)
        if not x.size:
            raise fail("no_data", "data", argument="data")
        if x.dtype.kind not in "fiub":
            raise fail("not_numbers", "data", argument="data", value=str(x.dtype))
        if not self.built:
            self.build((None, *x.shape[1:]))
        axes = normalize_axes(self, x.shape, self.axis or ())
        reduction_axes = tuple(a for a in range(x.ndim) if a not in axes)
        self.set_weights([x.mean(axis=reduction_axes), x.var(axis=reduction_axes), np.zeros(())])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        self.require_adapted()
        mean, std = self._statistics(x)
        return (x * std + mean if self.invert else (x - mean) / std), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        _, std = self._statistics(dy)
        return dy * std if self.invert else dy / std, {}

    def _statistics(self, x: Array) -> tuple[Array, Array]:
        """Mean and standard deviation, reshaped to broadcast against x."""
        mean, variance = self._moments(x.shape, x.dtype)
        return mean, np.maximum(np.sqrt(variance), x.dtype.type(EPSILON))

    def _moments(self, x_shape: tuple[int, ...], dtype: Any) -> tuple[Array, Array]:
        """Mean and variance, reshaped to broadcast against an x of this shape."""
        axes = normalize_axes(self, x_shape, self.axis or ())
        shape = [x_shape[a] if a in axes else 1 for a in range(len(x_shape))]
        statistics = self.input_mean, self.input_variance
        if self.input_mean is None:
            statistics = self.adapt_mean.array, self.adapt_variance.array
        lengths = [x_shape[a] for a in axes]
        mean, variance = (np.broadcast_to(np.asarray(n, dtype), lengths).reshape(shape) for n in statistics)
        return mean, variance

    def own_weight_axes(self, name: str) -> tuple[str, ...]:
        names, shape = sample_axes(self), self.built_input_shape or ()
        return () if name == "count" else tuple(names[axis] for axis in normalize_axes(self, shape, self.axis or ()))

    def _lengths(self, input_shape: Shape) -> tuple[int, ...]:
        axes = normalize_axes(self, input_shape, self.axis or ())
        return tuple(require_axis(self, input_shape, axis) for axis in axes)
