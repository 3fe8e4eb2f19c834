"""What every layer is: hyperparameters, weights, a forward and a backward pass that keep nothing on the layer."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar

import numpy as np

from engine import registry
from engine.arrays import Array, Shape
from engine.budgets import MAX_PARAMETERS
from engine.hyperparameters import Configurable, boolean, choice, config_of, declare, text
from engine.layers.nested import owner_of
from engine.layers.shape_arguments import shape_arguments
from engine.naming import auto_name
from engine.problems import ProblemError, fail
from engine.random import INFERENCE, Moment, Stream, generator
from engine.ranges import BatchShape
from engine.regularizers.base import Regularizer
from engine.variables import Variable

WEIGHT = "weight"
NO_SLOPE: Array = np.empty(0, "float32")
"""Stands for a ``dx`` that nobody asks for."""


def weight(shape: str, trainable: bool = True, dtype: str | None = None) -> Any:
    """A field for an array that the layer learns or keeps; ``shape`` tells learners its axes.

    dtype: of the array, where it is not the type that the layer computes in.

    The hyperparameters ``{name}_initializer``, ``{name}_regularizer`` and ``{name}_constraint``, where the layer has
    them, belong to it.
    """
    return field(init=False, repr=False, metadata={WEIGHT: {"shape": shape, "trainable": trainable, "dtype": dtype}})


@dataclass(eq=False, repr=False, kw_only=True)
class Layer(Configurable, ABC):
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
    passes_slope: bool = field(default=True, init=False, repr=False)
    """Whether a layer below learns; where none does, backward may leave the work for dx and return NO_SLOPE."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.given_name, self.name = self.name, self.name or auto_name(type(self))
        self.built_from: Shape | None = None

    def problem(self, code: str, *path: str, **values: Any) -> ProblemError:
        """The error to raise when something is wrong at this layer; path: the argument, where it is at fault."""
        return fail(code, *path, layer=type(self).__name__, name=self.name, **values)

    # --- shapes -----------------------------------------------------------------------------------------------

    def check_input(self, input_shape: Shape) -> None:
        """Raise a ProblemError if the layer cannot take an input of this shape, ``(None, …)``."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of ``y`` for ``x`` of this shape, batch axis included."""
        return input_shape

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        """The shape of every weight by name, in the order of ``get_weights()``, for this input."""
        return {}

    def count_params(self, input_shape: Shape | None = None) -> int:
        """How many numbers the weights hold; before the layer is built, for this input."""
        shape = self.built_from if input_shape is None else input_shape
        if shape is None:
            raise self.problem("not_built")
        return sum(int(np.prod(s, dtype=object)) for s in self.weight_shapes(shape).values())

    # --- passes -----------------------------------------------------------------------------------------------

    @abstractmethod
    def forward(self, x: Array, training: Moment = INFERENCE) -> tuple[Array, Any]:
        """``(y, cache)``. ``training`` is true in training and then knows the random numbers of this batch."""

    @abstractmethod
    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        """``(dx, gradients by weight name)`` from the loss's gradient by ``y``."""

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        """Which time steps of the output count, ``(batch, time)``, from the input and its own mask; None is all."""
        return mask if self.supports_masking else None

    def as_input(self, x: Array) -> Array:
        """A batch in the type that the layer computes in; a problem where it holds no numbers."""
        if x.dtype.kind in "fiub":
            return x if x.dtype == self.compute_dtype else x.astype(self.compute_dtype)
        raise fail("not_numeric", "x", name="x", dtype=str(x.dtype))

    @property
    def inner(self) -> Mapping[str, "Layer"]:
        """The layers that this one wraps. Their weights are its own, by names such as ``layer/kernel``."""
        return {}

    def array(self, name: str) -> Array:
        """The weight of that name itself, not a copy."""
        found: Array = getattr(*owner_of(self, name))
        return found

    def rule_name(self, weight_name: str, what: str) -> str:
        """The hyperparameter that is the ``initializer``, … of a weight; Keras leaves out parts of some names."""
        return f"{weight_name}_{what}"

    def memories(self) -> list[Array]:
        """What the layer carries from batch to batch beside its weights: the state of a stateful layer."""
        return [array for layer in self.inner.values() for array in layer.memories()]

    def reset_state(self) -> None:
        """Forget what earlier batches left behind."""
        for array in self.memories():
            array[...] = 0

    @property
    def fixed_batch(self) -> bool:
        """Whether the layer has to know the number of samples in a batch."""
        return any(layer.fixed_batch for layer in self.inner.values())

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

    def add_loss(self, y: Array) -> float:
        """What the layer adds to the loss because of its output ``y``: the price, divided by the batch's size."""
        price = self.output_regularizer
        return 0.0 if price is None or not len(y) else float(price(y)) / len(y)

    def add_loss_gradient(self, y: Array) -> Array | None:
        """The derivative of :meth:`add_loss` by ``y``, to be added to ``dy`` before backward; None is zero."""
        price = self.output_regularizer
        return None if price is None or not len(y) else np.asarray(price.gradient(y) / len(y), dtype=y.dtype)

    # --- weights ----------------------------------------------------------------------------------------------

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        """Make the weights for this input from their initializers."""
        self.check_input(input_shape)
        if (asked := self.count_params(input_shape)) > MAX_PARAMETERS:
            raise self.problem("too_many_parameters", asked=asked, limit=MAX_PARAMETERS)
        for number, (name, shape) in enumerate(self.weight_shapes(input_shape).items()):
            initializer = getattr(self, self.rule_name(name, "initializer"))
            rng = generator(seed, Stream.WEIGHTS, self.stream, number)
            dtype = self._about(name)["dtype"] or self.compute_dtype
            setattr(self, name, np.array(initializer(shape, rng=rng), dtype=dtype, order="C"))
        self.built_from = input_shape

    @property
    def compute_dtype(self) -> str:
        return self.dtype or "float32"

    @property
    def built(self) -> bool:
        return self.built_from is not None

    @property
    def has_weights(self) -> bool:
        """Whether a layer of this class keeps arrays at all; known before it is built."""
        return any(WEIGHT in f.metadata for f in fields(self)) or any(i.has_weights for i in self.inner.values())

    def weight_names(self, trainable: bool | None = None) -> list[str]:
        """Names of the weights: all, or those that training changes, or those that it does not.

        The order is that of ``get_weights()``: the trained ones first.
        """
        if self.built_from is None:
            return []
        names = list(self.weight_shapes(self.built_from))
        return [name for name in names if trainable in (None, self.trainable and self._learns(name))]

    def get_weights(self) -> list[Array]:
        """Copies of the weights as NumPy arrays, in Keras's order."""
        return [self.array(name).copy() for name in self.weight_names()]

    def set_weights(self, weights: list[Array]) -> None:
        """Replace all weights; the shapes have to be those of ``get_weights()``."""
        names = self.weight_names()
        if len(names) != len(weights):
            raise self.problem("wrong_number_of_weights", expected=len(names), received=len(weights))
        arrays = [np.asarray(w) for w in weights]
        for name, new in zip(names, arrays, strict=True):
            old = self.array(name)
            if old.shape != new.shape:
                raise self.problem("wrong_weight_shape", weight=name, expected=old.shape, received=new.shape)
        for name, new in zip(names, arrays, strict=True):
            self.array(name)[...] = new

    @property
    def weights(self) -> list[Variable]:
        return [Variable(self, name) for name in self.weight_names()]

    @property
    def trainable_weights(self) -> list[Variable]:
        return [Variable(self, name) for name in self.weight_names(trainable=True)]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        return [Variable(self, name) for name in self.weight_names(trainable=False)]

    def weight_description(self, name: str) -> str:
        """What the axes of a weight are, as its field says."""
        return str(self._about(name)["shape"])

    def _learns(self, name: str) -> bool:
        return owner_of(self, name)[0].trainable and bool(self._about(name)["trainable"])

    def _about(self, name: str) -> Mapping[str, Any]:
        owner, own = owner_of(self, name)
        found: Mapping[str, Any] = type(owner).__dataclass_fields__[own].metadata[WEIGHT]
        return found

    def generator(self, training: Moment, seed: int | None) -> np.random.Generator:
        """The random numbers of this layer for this batch; with a seed of its own, they depend on no other."""
        return training.generator(self.stream) if seed is None else replace(training, seed=seed).generator(0)

    def __call__(self, x: Any, training: bool = False, mask: Any = None) -> Array:
        """``y`` for a batch; the first call builds the layer. mask: which time steps count, ``(batch, time)``."""
        x = self.as_input(np.asarray(x))
        shape = (len(x) if self.fixed_batch else None, *x.shape[1:])
        if self.built_from is None:
            self.build(shape)
        self.check_input(shape)
        if self.weight_shapes(shape) != self.weight_shapes(self.built_from or shape):
            raise self.problem("incompatible_input", expected=self.built_from, received=shape)
        mask = None if mask is None else np.asarray(mask, bool)
        return self.forward(x, Moment(training=training, mask=mask))[0]

    @property
    def input_shape(self) -> Shape | None:
        return self.built_from

    @property
    def output_shape(self) -> Shape | None:
        return None if self.built_from is None else self.compute_output_shape(self.built_from)

    def get_config(self) -> dict[str, Any]:
        """Hyperparameters as plain data, the name included."""
        return {"name": self.name, **{k: v for k, v in config_of(self).items() if k != "name"}}

    def spec_config(self) -> dict[str, Any]:
        return {**self.get_config(), "name": self.given_name}

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Keras's several ways to say the shape of the input become ``batch_input_shape``."""
        arguments = dict(arguments)
        for name, value in cls.only.items():
            if (given := arguments.pop(name, value)) != value:
                raise fail("not_supported", name, argument=name, expected=value, value=given)
        return shape_arguments(arguments)
