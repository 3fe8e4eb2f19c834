"""Weighted: what a layer is as the keeper of arrays that are learned: their shapes, names, first numbers and rules."""

from abc import ABC
from collections.abc import Mapping
from dataclasses import field, fields
from functools import partial
from typing import Any

import numpy as np

from engine.errors import ProblemError, fail
from engine.hyperparameters import Configurable
from engine.limits import MAX_LAYERS, MAX_PARAMETERS
from engine.random import Stream, generator
from engine.typing import Array, Shape
from engine.variables import Variable

WEIGHT = "weight"


def weight(shape: str, trainable: bool = True, dtype: str | None = None) -> Any:
    """A field for an array that the layer learns or keeps; ``shape`` tells learners its axes.

    dtype: of the array, where it is not the type that the layer computes in.

    The hyperparameters ``{name}_initializer``, ``{name}_regularizer`` and ``{name}_constraint``, where the layer has
    them, belong to it.
    """
    return field(init=False, repr=False, metadata={WEIGHT: {"shape": shape, "trainable": trainable, "dtype": dtype}})


class WeightOwner(Configurable, ABC):
    """The part of a layer that knows its weights; there is no object that is this alone."""

    name: str | None
    trainable: bool
    dtype: str | None
    stream: int
    built_input_shape: Shape | None

    def problem(self, code: str, *path: str, **values: Any) -> ProblemError:
        """The error to raise when something is wrong at this layer; path: the argument, where it is at fault."""
        return fail(code, *path, layer=type(self).__name__, name=self.name, **values)

    def check_input(self, input_shape: Shape) -> None:
        """Raise a ProblemError if the layer cannot take an input of this shape, ``(None, …)``."""

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        """The shape of every weight by name, in the order of ``get_weights()``, for this input."""
        return {}

    def count_params(self, input_shape: Shape | None = None) -> int:
        """How many numbers the weights hold; before the layer is built, for this input."""
        shape = self.built_input_shape if input_shape is None else input_shape
        if shape is None:
            raise self.problem("not_built")
        return sum(int(np.prod(s, dtype=object)) for s in self.weight_shapes(shape).values())

    @property
    def inner(self) -> Mapping[str, "WeightOwner"]:
        """The layers that this one wraps. Their weights are its own, by names such as ``layer/kernel``."""
        return {}

    def array(self, name: str) -> Array:
        """The weight of that name itself, not a copy."""
        found: Array = getattr(*weight_owner(self, name))
        return found

    def rule_name(self, weight_name: str, what: str) -> str:
        """The hyperparameter that is the ``initializer``, … of a weight; Keras leaves out parts of some names."""
        return f"{weight_name}_{what}"

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
        self.built_input_shape = input_shape

    @property
    def compute_dtype(self) -> str:
        return self.dtype or "float32"

    @property
    def built(self) -> bool:
        return self.built_input_shape is not None

    @property
    def has_weights(self) -> bool:
        """Whether a layer of this class keeps arrays at all; known before it is built."""
        own: Any = self
        return any(WEIGHT in f.metadata for f in fields(own)) or any(i.has_weights for i in self.inner.values())

    def weight_names(self, trainable: bool | None = None) -> list[str]:
        """Names of the weights: all, or those that training changes, or those that it does not.

        The order is that of ``get_weights()``: the trained ones first.
        """
        if self.built_input_shape is None:
            return []
        names = list(self.weight_shapes(self.built_input_shape))
        if trainable is None:
            return names
        return [name for name in names if self.is_trainable(name) == trainable]

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

    def variable(self, name: str) -> Variable:
        """The weight of that name as a Variable of the layer's own array."""
        owner, own = weight_owner(self, name)
        return Variable(vars(owner), own, name=name, path=f"{self.name}/{name}",
                        trainable=partial(self.is_trainable, name))

    @property
    def weights(self) -> list[Variable]:
        return [self.variable(name) for name in self.weight_names()]

    @property
    def trainable_weights(self) -> list[Variable]:
        return [self.variable(name) for name in self.weight_names(trainable=True)]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        return [self.variable(name) for name in self.weight_names(trainable=False)]

    @property
    def losses(self) -> list[float]:
        """What each regularizer of a trained weight adds to the loss now."""
        found = []
        for name in self.weight_names(trainable=True):
            owner, own = weight_owner(self, name)
            price = getattr(owner, owner.rule_name(own, "regularizer"), None)
            found += [] if price is None else [float(price(self.array(name)))]
        return found

    def weight_description(self, name: str) -> str:
        """What the axes of a weight are, as its field says."""
        return str(self._about(name)["shape"])

    def is_trainable(self, name: str) -> bool:
        """Whether training changes the weight of that name."""
        owner, own = weight_owner(self, name)
        return self.trainable and owner.trainable and bool(_metadata(owner, own)["trainable"])

    def _about(self, name: str) -> Mapping[str, Any]:
        return _metadata(*weight_owner(self, name))


def _metadata(owner: WeightOwner, name: str) -> Mapping[str, Any]:
    """What the field of a weight says of it."""
    found: Mapping[str, Any] = vars(type(owner))["__dataclass_fields__"][name].metadata[WEIGHT]
    return found


def weight_owner(layer: WeightOwner, name: str) -> tuple[WeightOwner, str]:
    """The layer that holds a weight such as ``layer/kernel``, this one or one inside, and the weight's name there."""
    inner_name, _, rest = name.partition("/")
    return weight_owner(layer.inner[inner_name], rest) if rest else (layer, name)


def assign_stream(layer: WeightOwner, stream: int) -> None:
    """Give a layer, and each layer inside, its own stream of random numbers."""
    layer.stream = stream
    for number, part in enumerate(layer.inner.values(), 1):
        assign_stream(part, MAX_LAYERS * (stream + 1) + number)
