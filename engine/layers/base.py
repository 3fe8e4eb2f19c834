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
from engine.layers.call_arguments import CallArguments, bind_call, carry_mask
from engine.layers.calls import call_engine_class, call_layer, given_training
from engine.layers.frame import current_frame
from engine.layers.input_spec import to_batch_input_shape
from engine.layers.layer_serialization import WeightGroup, arguments_of
from engine.layers.layer_weights import WEIGHT, WeightOwner, weight
from engine.layers.traced_call import call_on_trace
from engine.naming import auto_name
from engine.overrides import is_own
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.utils.seed import default_seed
from engine.validators import BatchShape

__all__ = ["NO_GRAD", "WEIGHT", "Layer", "weight"]

NO_GRAD: Array = np.empty(0, "float32")
"""Returned as ``dx`` by ``backward`` when the input gradient is not needed."""


@validated
@dataclass(eq=False, repr=False, kw_only=True)
class Layer(WeightOwner, ABC):
    """Base of all layers.

    A layer computes ``y`` from ``x`` of shape ``(batch, …)``. ``forward`` also returns a cache, from which ``backward``
    computes gradients. The cache is not stored in the layer, which can be pickled at any time. The only arrays that
    ``forward`` changes are :meth:`state_arrays` and non-trainable weights such as moving averages.
    """

    family: ClassVar[str] = "other"
    """The group of layers that this one belongs to, such as ``dense``; it sets the colour of the layer's brick."""
    form: ClassVar[str] = "brick"
    """The outline of the layer's brick in the app, one of ``app.components.workshop.FORMS``."""
    supports_masking: ClassVar[bool] = False
    """Whether a mask of the input's time steps is passed on to the output, as in Keras."""
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs",)
    """Keras's names of the arguments of a call, in order. Every layer also takes ``training`` by keyword."""
    training_by_default: ClassVar[bool] = False
    """Whether a direct call without ``training`` is one of training."""
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
        self.training_calls = 0

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of ``y`` for ``x`` of this shape, both with the batch axis."""
        return input_shape

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

    @property
    def inner(self) -> Mapping[str, "Layer"]:
        return {}

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        """The output's mask ``(batch, time)`` from the input and its mask; None if all time steps count."""
        return mask if self.supports_masking else None

    @property
    def handles_masks(self) -> bool:
        """Whether the layer uses a mask of its input or passes it on; Keras warns where it is dropped."""
        return self.supports_masking or type(self).compute_mask is not Layer.compute_mask

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
    def is_differentiable(self) -> bool:
        """Whether ``y`` has a derivative with respect to ``x``: not if x is indices, words or anything counted."""
        return True

    call_on_trace, call = call_on_trace, call_engine_class
    add_loss, get_config = own_layer.add_loss, own_layer.config_of_layer

    @property
    def last_activation(self) -> Any:
        """The final activation, which may be fused with the loss; None if there is none."""
        return getattr(self, "activation", None)

    @property
    def returns_input(self) -> bool:
        """Whether ``y`` is ``x`` itself, so that Keras still knows the logits of the softmax or sigmoid before."""
        return False

    def with_attributes(self, **attributes: Any) -> "Layer":
        """A shallow copy with the given attributes replaced; it shares the weight arrays."""
        layer: Layer = object.__new__(type(self))
        vars(layer).update(vars(self), **attributes)
        return layer

    def without_activation(self) -> "Layer":
        """A shallow copy with a linear activation."""
        return self.with_attributes(activation=registry.lookup("activation", "linear")())

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "gradients": {}}

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

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return ``y`` as a tensor; build the layer if needed. The arguments are those of Keras's ``call``.

        Raises a ProblemError for an argument that the layer does not take.
        """
        call = bind_call(self, args, kwargs)
        if current_frame() is not None:
            return call_layer(self, call, given_training(self, args, kwargs), {})
        is_traced = isinstance(call.inputs, Tensor)
        return self.call_on_trace(call) if is_traced else carry_mask(self.run_call(call), self, call)

    def run_call(self, call: CallArguments) -> Any:
        """Return ``y`` for the bound arguments of a call; layers that do not use a mask ignore it."""
        return self.forward(*self.prepare_call(call))[0]

    def prepare_call(self, call: CallArguments) -> tuple[Array, CallContext]:
        """Check and cast the batch of a direct call and create its CallContext; build the layer if needed."""
        if isinstance(call.inputs, Layer):
            raise fail("only_sequential")
        x = self.as_input(np.asarray(call.inputs))
        shape = (len(x) if self.needs_fixed_batch_size else None, *x.shape[1:])
        if self.built_input_shape is None:
            self.build(shape)
        self.check_input(shape)
        if self.weight_shapes(shape) != self.weight_shapes(self.built_input_shape or shape):
            raise self.problem("incompatible_input", expected=self.built_input_shape, received=shape)
        mask = self.as_mask(call.mask, x.shape)
        if not call.training:
            return x, CallContext(mask=mask)
        self.training_calls += 1  # as in Keras, each call draws new random numbers
        return x, CallContext(True, default_seed(), batch=self.training_calls, mask=mask)

    def as_mask(self, mask: Any, x_shape: tuple[int, ...]) -> Array | None:
        """The mask of a call as a boolean array; raises a ProblemError if it does not fit an x of this shape."""
        if mask is None:
            return None
        self.check_mask(np.shape(mask), x_shape)
        return np.asarray(mask, bool)

    def check_mask(self, mask_shape: tuple[int, ...], x_shape: tuple[int, ...]) -> None:
        """Raise a ProblemError unless the mask has one value for each time step, ``(batch, time)``."""
        if "mask" in self.call_arguments and mask_shape != x_shape[:2]:
            raise self.problem("mask_does_not_fit", "mask", expected=x_shape[:2], received=mask_shape)

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
