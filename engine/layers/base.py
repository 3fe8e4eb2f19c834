"""What every layer is: hyperparameters, weights, a forward and a backward pass that keep nothing on the layer."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np

from engine import registry
from engine.errors import fail
from engine.hyperparameters import boolean, choice, config_of, declare, text
from engine.layers.input_spec import shape_arguments
from engine.layers.layer_serialization import WeightGroup, arguments_of, layer_config
from engine.layers.layer_weights import WEIGHT, WeightOwner, weight
from engine.naming import auto_name
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.validators import BatchShape

__all__ = ["NO_GRAD", "WEIGHT", "Layer", "weight"]

NO_GRAD: Array = np.empty(0, "float32")
"""Stands for a ``dx`` that nobody asks for."""


@dataclass(eq=False, repr=False, kw_only=True)
class Layer(WeightOwner, ABC):
    """Base of all layers.

    A layer turns ``x`` of shape ``(batch, …)`` into ``y``. ``forward`` also returns a cache: whatever ``backward``
    needs to turn the gradient of the loss by ``y`` into that by ``x`` and by each weight. Nothing of a batch stays on
    the layer, so a layer can be used again at once, be pickled, and be read.
    """

    family: ClassVar[str] = "other"
    """Which colour its brick has: data, dense, convolution, pooling, recurrent, regularising, embedding, activation."""
    form: ClassVar[str] = "brick"
    """How its brick is drawn; the forms that can be drawn are listed with the workshop."""
    supports_masking: ClassVar[bool] = False
    """Whether a mask of the input's time steps still holds for the output; else it ends here, as in Keras."""
    only: ClassVar[Mapping[str, Any]] = {}
    """Arguments of Keras that have no meaning in this engine, with the one value that may be given for them."""

    name: str | None = text(default=None)
    trainable: bool = boolean(default=True)
    dtype: str | None = choice("float32", "float64", "float16", "int32", "int64", "uint8", "bool", default=None)
    batch_input_shape: Shape | None = declare(BatchShape(), default=None)  # noqa: RUF009  (a field, not a shared value)

    stream: int = field(default=0, init=False, repr=False)
    """The layer's place in the stack: which random stream is its own."""
    gradients: dict[str, Array] = field(default_factory=dict, init=False, repr=False)
    """Where backward writes gradients when training has laid out one vector for all; else empty."""
    needs_input_grad: bool = field(default=True, init=False, repr=False)
    """Whether a layer below learns; where none does, backward may leave the work for dx and return NO_SLOPE."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if "call" in vars(cls):
            raise fail("own_layer", cls.__name__, name=cls.__name__)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.given_name, self.name = self.name, self.name or auto_name(type(self))
        self.built_input_shape: Shape | None = None

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of ``y`` for ``x`` of this shape, batch axis included."""
        return input_shape

    # --- passes -----------------------------------------------------------------------------------------------

    @abstractmethod
    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        """``(y, cache)``. ``context`` is true in training and then knows the random numbers of this batch."""

    @abstractmethod
    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        """``(dx, gradients by weight name)`` from the loss's gradient by ``y``."""

    def target(self, name: str) -> Array:
        """Where backward is to write the gradient of a weight."""
        found = self.gradients.get(name)
        return np.empty_like(getattr(self, name)) if found is None else found

    @property
    def inner(self) -> Mapping[str, "Layer"]:
        return {}

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        """Which time steps of the output count, ``(batch, time)``, from the input and its own mask; None is all."""
        return mask if self.supports_masking else None

    @property
    def input_dtype(self) -> str:
        """What Keras calls the type of the values that the layer reads, where no Input says another."""
        return "float32"

    def as_input(self, x: Array) -> Array:
        """A batch in the type that the layer computes in; a problem where it holds no numbers."""
        if x.dtype.kind in "fiub":
            return x if x.dtype == self.compute_dtype else x.astype(self.compute_dtype)
        raise fail("not_numeric", "x", name="x", dtype=str(x.dtype))

    def state_arrays(self) -> list[Array]:
        """What the layer carries from batch to batch beside its weights: the state of a stateful layer."""
        return [array for layer in self.inner.values() for array in layer.state_arrays()]

    def reset_state(self) -> None:
        """Forget what earlier batches left behind."""
        for array in self.state_arrays():
            array[...] = 0

    @property
    def needs_fixed_batch_size(self) -> bool:
        """Whether the layer has to know the number of samples in a batch."""
        return any(layer.needs_fixed_batch_size for layer in self.inner.values())

    @property
    def has_multiple_outputs(self) -> bool:
        """Whether a call gives more than ``y``, for which a stack has no place."""
        return any(layer.has_multiple_outputs for layer in self.inner.values())

    @property
    def last_activation(self) -> Any:
        """The function that makes the output of the layer's sums, which a loss may take over; None if there is none."""
        return getattr(self, "activation", None)

    def twin(self, **attributes: Any) -> "Layer":
        """A layer that shares the weights of this one and differs in these attributes."""
        made = copy(self)
        vars(made).update(attributes)
        return made

    def without_activation(self) -> "Layer":
        """A twin that ends with its sums."""
        return self.twin(activation=registry.lookup("activation", "linear")())

    def without_gradients(self) -> "Layer":
        """A twin that does not carry the gradients of the last batch."""
        return self.twin(gradients={})

    # --- the price of its output ------------------------------------------------------------------------------

    @property
    def output_regularizer(self) -> Regularizer | None:
        """The price on the layer's output: its ``activity_regularizer``, where it has one."""
        return getattr(self, "activity_regularizer", None)

    def activity_penalty(self, y: Array) -> float:
        """What the layer adds to the loss because of its output ``y``: the price, divided by the batch's size."""
        price = self.output_regularizer
        return 0.0 if price is None or not len(y) else float(price(y)) / len(y)

    def activity_penalty_grad(self, y: Array) -> Array | None:
        """The derivative of :meth:`activity_penalty` by ``y``, to be added to ``dy`` before backward; None is zero."""
        price = self.output_regularizer
        return None if price is None or not len(y) else np.asarray(price.gradient(y) / len(y), dtype=y.dtype)

    def add_loss(self, loss: Any = None) -> None:
        """A problem: a loss is said to ``compile``, a price on an output to ``activity_regularizer``."""
        raise self.problem("no_added_loss", "add_loss", owner=self.name)

    def add_metric(self, value: Any = None, name: str | None = None) -> None:
        """A problem: metrics are said to ``compile``."""
        raise self.problem("no_added_metric", "add_metric", owner=self.name)

    def generator(self, context: CallContext, seed: int | None) -> np.random.Generator:
        """The random numbers of this layer for this batch; with a seed of its own, they depend on no other."""
        return context.generator(self.stream) if seed is None else replace(context, seed=seed).generator(0)

    def dropout_key(self, context: CallContext, seed: int | None) -> int:
        """As :meth:`generator`, one number of 64 bits, from which :func:`engine.random.mixed` makes that of a batch."""
        return context.start(self.stream) if seed is None else replace(context, seed=seed).start(0)

    def __call__(self, x: Any, training: bool = False, mask: Any = None) -> Array:
        """``y`` for a batch; the first call builds the layer. mask: which time steps count, ``(batch, time)``."""
        return self.forward(*self.called(x, training, mask))[0]

    def called(self, x: Any, training: bool, mask: Any) -> tuple[Array, CallContext]:
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
        return x, CallContext(training=training, mask=mask)

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
        """As Keras 3 writes it; as there, the shape of the input is the model's to say."""
        return layer_config(self)

    def get_build_config(self) -> dict[str, Any] | None:
        """For what input the layer was built; nothing for a layer that keeps no arrays."""
        if self.built_input_shape is None or not self.has_weights:
            return None
        return {"input_shape": list(self.built_input_shape)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """A layer from what ``get_config`` returned here, in Keras 3 or in Keras 2."""
        return cls(**arguments_of(cls, config))

    def weight_groups(self) -> list[WeightGroup]:
        """Where the weights lie in a file, in the order of Keras; a layer inside this one has a place of its own."""
        return [WeightGroup("", str(self.name), {name: name for name in self.weight_names()})]

    def spec_config(self) -> dict[str, Any]:
        return {**config_of(self), "name": self.given_name}

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Keras's several ways to say the shape of the input become ``batch_input_shape``."""
        arguments = dict(arguments)
        for name, value in cls.only.items():
            if (given := arguments.pop(name, value)) != value:
                raise fail("not_supported", name, argument=name, expected=value, value=given)
        return shape_arguments(arguments)
