"""Layer, the base of all layers: hyperparameters, weights, and stateless forward and backward passes."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np

from engine import registry
from engine.backend.tensor import Tensor
from engine.errors import fail
from engine.hyperparameters import boolean, choice, config_of, declare, text, validated
from engine.layers import own_layer
from engine.layers.calls import call_layer, call_layer_of_engine
from engine.layers.frame import current_frame
from engine.layers.input_spec import to_batch_input_shape
from engine.layers.layer_serialization import WeightGroup, arguments_of, layer_config
from engine.layers.layer_weights import WEIGHT, WeightOwner, weight
from engine.naming import auto_name
from engine.overrides import engine_class, is_own, overrides
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.validators import BatchShape

__all__ = ["NO_GRAD", "WEIGHT", "Layer", "weight"]

NO_GRAD: Array = np.empty(0, "float32")
"""Returned as ``dx`` by ``backward`` when the input gradient is not needed."""


@validated
@dataclass(eq=False, repr=False, kw_only=True)
class Layer(WeightOwner, ABC):
    """Base of all layers.

    A layer computes ``y`` from ``x`` of shape ``(batch, …)``. ``forward`` also returns a cache: the values from which
    ``backward``, given the gradient with respect to ``y``, computes those with respect to ``x`` and each weight.
    The cache is not stored in the layer, so a layer is reentrant and can be pickled at any time. The only arrays that
    ``forward`` changes are :meth:`state_arrays` and non-trainable weights such as moving averages.
    """

    family: ClassVar[str] = "other"
    """The group of layers that this one belongs to: data, dense, convolution, pooling, recurrent, regularising,
    embedding, activation or other. It sets the colour of the layer's brick in the app."""
    form: ClassVar[str] = "brick"
    """The outline of the layer's brick in the app, one of ``app.components.workshop.FORMS``."""
    supports_masking: ClassVar[bool] = False
    """Whether a mask of the input's time steps is passed on to the output, as in Keras."""
    only: ClassVar[Mapping[str, Any]] = {}
    """Keras arguments that have no effect here, each with the only value that is accepted."""

    name: str | None = text(default=None)
    trainable: bool = boolean(default=True)
    dtype: str | None = choice("float32", "float64", "float16", "int32", "int64", "uint8", "bool", default=None)
    batch_input_shape: Shape | None = declare(BatchShape(), default=None)  # noqa: RUF009  (a field, not a shared value)

    stream: int = field(default=0, init=False, repr=False)
    """The index of the layer's random stream: its index in the stack; an inner layer has an index derived from that."""
    gradients: dict[str, Array] = field(default_factory=dict, init=False, repr=False)
    """Gradient buffers by weight name, views of one vector, for ``backward`` to write to; empty outside of training."""
    needs_input_grad: bool = field(default=True, init=False, repr=False)
    """Whether an earlier layer has trainable weights; if not, ``backward`` may skip ``dx`` and return NO_GRAD."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if is_own(cls):
            own_layer.adapt(cls)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.given_name, self.name = self.name, self.name or auto_name(type(self))
        self.built_input_shape: Shape | None = None

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of ``y`` for ``x`` of this shape, both with the batch axis."""
        return input_shape

    # --- passes -----------------------------------------------------------------------------------------------

    @abstractmethod
    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        """Return ``(y, cache)``. context: true in training; provides random generators and the mask of x."""

    @abstractmethod
    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        """Return ``(dx, gradients by weight name)``. dy: the gradient of the loss with respect to ``y``.

        Write the gradient of each weight into the array ``self.grad_buffer(name)``, with ``out=`` or ``[...] =``, and
        return that array: in training it is a part of the vector that the optimizer reads. Do not modify x, dy or the
        arrays in the cache.
        """

    def grad_buffer(self, name: str) -> Array:
        """The array that ``backward`` writes the gradient of a weight to."""
        buffer = self.gradients.get(name)
        return np.empty_like(getattr(self, name)) if buffer is None else buffer

    @property
    def inner(self) -> Mapping[str, "Layer"]:
        return {}

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        """The output's mask ``(batch, time)`` from the input and its mask; None if all time steps count."""
        return mask if self.supports_masking else None

    @property
    def input_dtype(self) -> str:
        """The dtype of the input, as Keras writes it, unless an :class:`InputLayer` declares another."""
        return "float32"

    def as_input(self, x: Array) -> Array:
        """Cast a batch to the layer's compute dtype; raises a ProblemError if it is not numeric."""
        if x.dtype.kind in "fiub":
            return x if x.dtype == self.compute_dtype else x.astype(self.compute_dtype)
        raise fail("not_numeric", "x", name="x", dtype=str(x.dtype))

    def state_arrays(self) -> list[Array]:
        """The arrays, other than weights, that a stateful layer keeps between batches."""
        return [array for layer in self.inner.values() for array in layer.state_arrays()]

    def reset_state(self) -> None:
        """Set the state of a stateful layer to zeros."""
        for array in self.state_arrays():
            array[...] = 0

    @property
    def needs_fixed_batch_size(self) -> bool:
        """Whether the layer needs a fixed number of samples in a batch."""
        return any(layer.needs_fixed_batch_size for layer in self.inner.values())

    @property
    def has_multiple_outputs(self) -> bool:
        """Whether a call returns more than ``y``, which a Sequential model does not support."""
        return any(layer.has_multiple_outputs for layer in self.inner.values())

    @property
    def last_activation(self) -> Any:
        """The final activation, which may be fused with the loss; None if there is none."""
        return getattr(self, "activation", None)

    def with_attributes(self, **attributes: Any) -> "Layer":
        """A shallow copy with the given attributes replaced; it shares the weight arrays."""
        layer = object.__new__(type(self))
        vars(layer).update(vars(self), **attributes)
        return layer

    def without_activation(self) -> "Layer":
        """A shallow copy with a linear activation."""
        return self.with_attributes(activation=registry.lookup("activation", "linear")())

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "gradients": {}}

    # --- activity regularization ------------------------------------------------------------------------------

    @property
    def output_regularizer(self) -> Regularizer | None:
        """The ``activity_regularizer``, if the layer has one."""
        return getattr(self, "activity_regularizer", None)

    def activity_penalty(self, y: Array) -> float:
        """The activity-regularization penalty of the output ``y``, divided by the batch size."""
        regularizer = self.output_regularizer
        return 0.0 if regularizer is None or not len(y) else float(regularizer(y)) / len(y)

    def activity_penalty_grad(self, y: Array) -> Array | None:
        """The gradient of :meth:`activity_penalty` with respect to ``y``, which the caller adds to ``dy``.

        None without a regularizer, and for an empty batch.
        """
        regularizer = self.output_regularizer
        if regularizer is None or not len(y):
            return None
        return np.asarray(regularizer.gradient(y) / len(y), dtype=y.dtype)

    def add_loss(self, loss: Any = None) -> None:
        """Add a scalar to the loss of the batch, in the ``call`` of a learner's layer.

        Elsewhere, raises a ProblemError: losses are passed to ``compile``, penalties on outputs as
        ``activity_regularizer``.
        """
        frame = current_frame()
        if frame is None or not is_own(type(self)):
            raise self.problem("no_added_loss", "add_loss", owner=self.name)
        frame.losses.append(loss)

    def add_metric(self, value: Any = None, name: str | None = None) -> None:
        """Raises a ProblemError: metrics are passed to ``compile``."""
        raise self.problem("no_added_metric", "add_metric", owner=self.name)

    def generator(self, context: CallContext, seed: int | None) -> np.random.Generator:
        """The layer's random generator for this batch.

        seed: the layer's; if not None, it replaces the run's seed and the layer's stream.
        """
        return context.generator(self.stream) if seed is None else replace(context, seed=seed).generator(0)

    def dropout_key(self, context: CallContext, seed: int | None) -> int:
        """The layer's 64-bit key for this epoch; :func:`engine.random.splitmix64` derives each batch's key from it.

        seed: as in :meth:`generator`.
        """
        return context.epoch_key(self.stream) if seed is None else replace(context, seed=seed).epoch_key(0)

    def call(self, x: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Return ``y`` for a tensor or an array, as ``super().call(x)`` in a learner's layer."""
        return call_layer_of_engine(self, x, training, mask)

    def __call__(self, x: Any, training: Any = None, mask: Any = None) -> Array:
        """Return ``y`` for a batch; build the layer if needed. mask: the time steps that count, ``(batch, time)``.

        A layer that is called by a learner's layer or function stays on its trace.
        """
        if isinstance(x, Tensor) or current_frame() is not None:
            return call_layer(self, x, training, mask, {})  # type: ignore[no-any-return]
        return self.forward(*self.prepare_call(x, training, mask))[0]

    def prepare_call(self, x: Any, training: Any, mask: Any) -> tuple[Array, CallContext]:
        """Check and cast the batch of a direct call and create its CallContext; build the layer if needed."""
        if isinstance(x, Layer):
            raise fail("only_sequential")
        x = self.as_input(np.asarray(x))
        shape = (len(x) if self.needs_fixed_batch_size else None, *x.shape[1:])
        if self.built_input_shape is None:
            self.build(shape)
        self.check_input(shape)
        if self.weight_shapes(shape) != self.weight_shapes(self.built_input_shape or shape):
            raise self.problem("incompatible_input", expected=self.built_input_shape, received=shape)
        mask = None if mask is None else np.asarray(mask, bool)
        return x, CallContext(training=bool(training), mask=mask)

    @property
    def input_shape(self) -> Shape | None:
        return self.built_input_shape

    @property
    def input(self) -> Any:
        raise self.problem("no_symbols", "input", owner=self.name, symbol="input")

    @property
    def output(self) -> Any:
        raise self.problem("no_symbols", "output", owner=self.name, symbol="output")

    @property
    def output_shape(self) -> Shape | None:
        return None if self.built_input_shape is None else self.compute_output_shape(self.built_input_shape)

    def get_config(self) -> dict[str, Any]:
        """The hyperparameters in Keras 3's form, without the input shape, which belongs to the model.

        A learner's layer without this method also gets the arguments with which it was made, as in Keras.
        """
        if engine_class(type(self)) is Layer and not overrides(type(self), "get_config"):
            return {**own_layer.config_of_arguments(self), **layer_config(self)}
        return layer_config(self)

    def get_build_config(self) -> dict[str, Any] | None:
        """The input shape as ``{"input_shape": […]}``; None if the layer is not built or has no weights."""
        if self.built_input_shape is None or not self.has_weights:
            return None
        return {"input_shape": list(self.built_input_shape)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make a layer from the result of ``get_config`` of this engine, Keras 3 or Keras 2."""
        return cls(**arguments_of(cls, config))

    def weight_groups(self) -> list[WeightGroup]:
        """The groups of the weights in a file, in Keras's order; an inner layer has its own group."""
        return [WeightGroup("", str(self.name), {name: name for name in self.weight_names()})]

    def spec_config(self) -> dict[str, Any]:
        return {**config_of(self), "name": self.given_name}

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Convert Keras's arguments for the input shape to ``batch_input_shape``; drop the arguments in ``only``.

        Raises a ProblemError if an argument in ``only`` has another value than the accepted one.
        """
        arguments = dict(arguments)
        for name, value in cls.only.items():
            if (received := arguments.pop(name, value)) != value:
                raise fail("not_supported", name, argument=name, expected=value, value=received)
        return to_batch_input_shape(arguments)
