"""WeightOwner: weight management of a layer: creation, names, get/set_weights, and the weights of inner layers."""

from abc import ABC
from collections.abc import Mapping
from dataclasses import field, fields
from functools import partial
from typing import Any

import numpy as np

from engine.errors import ProblemError, fail
from engine.hyperparameters import Configurable
from engine.initializers.base import Initializer
from engine.layers.added_weights import AddedWeights
from engine.layers.weight_creation import add_weight
from engine.limits import MAX_LAYERS, MAX_PARAMETERS
from engine.random import Stream, generator
from engine.typing import Array, Shape
from engine.variables import Variable

WEIGHT = "weight"


def weight(shape: str, trainable: bool = True, dtype: str | None = None) -> Any:
    """Declare a weight of a layer. shape: a description of its axes for learners.

    trainable: whether training may change the weight. dtype: of the array; None for the layer's compute dtype.

    The layer also has an initializer for the weight, and may have a regularizer and a constraint; their names are
    those of :meth:`WeightOwner.rule_name`, by default ``{name}_initializer`` and so on.
    """
    return field(init=False, repr=False, metadata={WEIGHT: {"shape": shape, "trainable": trainable, "dtype": dtype}})


class WeightOwner(Configurable, ABC):
    """The base of Layer that manages its weights."""

    name: str | None
    trainable: bool
    dtype: str | None
    stream: int
    built_input_shape: Shape | None

    def problem(self, code: str, *path: str, **values: Any) -> ProblemError:
        """Make the ProblemError to raise for this layer. path: the argument at fault, if any. values: for the text."""
        return fail(code, *path, layer=type(self).__name__, name=self.name, **values)

    def check_input(self, input_shape: Shape) -> None:
        """Raise a ProblemError if the layer cannot take an input of this shape, ``(None, …)``."""

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        """The shape of every weight by name, in the order of ``get_weights()``, for this input."""
        return {}

    def count_params(self, input_shape: Shape | None = None) -> int:
        """The number of parameters for this input shape; by default, for the shape that the layer was built with."""
        shape = self.built_input_shape if input_shape is None else input_shape
        if shape is None:
            raise self.problem("not_built")
        return sum(int(np.prod(s, dtype=object)) for s in self.weight_shapes(shape).values())

    @property
    def inner(self) -> Mapping[str, "WeightOwner"]:
        """The layers inside this one. Their weights belong to it too, with names such as ``layer/kernel``."""
        return {}

    def array(self, name: str) -> Array:
        """The array of a weight, not a copy."""
        owner, own_name = weight_owner(self, name)
        return owner.get_array(own_name)

    def get_array(self, name: str) -> Array:
        """The array of a weight that is a field of this layer."""
        array: Array = getattr(self, name)
        return array

    def set_array(self, name: str, array: Array) -> None:
        """Replace the array of a weight that is a field of this layer."""
        setattr(self, name, array)

    def weight_rule(self, name: str, rule: str) -> Any:
        """The initializer, regularizer or constraint of a weight that is a field of this layer; None if it has none."""
        return getattr(self, self.rule_name(name, rule), None)

    def weight_metadata(self, name: str) -> Mapping[str, Any]:
        """The metadata of a weight's field."""
        metadata: Mapping[str, Any] = getattr(type(self), "__dataclass_fields__")[name].metadata[WEIGHT]  # noqa: B009
        return metadata

    @property
    def added(self) -> AddedWeights | None:
        """The weights made by :meth:`engine.layers.base.Layer.add_weight`; None without any."""
        added: AddedWeights | None = vars(self).get("added_weights")
        return added

    def rule_name(self, weight_name: str, rule: str) -> str:
        """The attribute name of a weight's rule; rule: ``initializer``, ``regularizer`` or ``constraint``.

        Subclasses shorten some names, as Keras does.
        """
        return f"{weight_name}_{rule}"

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        """Create the weights for this input shape with their initializers."""
        self.check_input(input_shape)
        seed = vars(self).get("build_seed", seed)
        if (asked := self.count_params(input_shape)) > MAX_PARAMETERS:
            raise self.problem("too_many_parameters", asked=asked, limit=MAX_PARAMETERS)
        for index, (name, shape) in enumerate(self.weight_shapes(input_shape).items()):
            initializer = getattr(self, self.rule_name(name, "initializer"))
            rng = generator(seed, Stream.WEIGHTS, self.stream, index)
            dtype = self._weight_metadata(name)["dtype"] or self.compute_dtype
            setattr(self, name, self._initial_array(name, shape, initializer, rng, dtype))
        self.built_input_shape = input_shape

    def _initial_array(self, name: str, shape: tuple[int, ...], initializer: Initializer, rng: np.random.Generator,
                       dtype: str) -> Array:
        array = np.array(initializer.initial(shape, rng), dtype=dtype, order="C")
        if array.shape != tuple(shape):
            raise self.problem("wrong_weight_shape", weight=name, expected=shape, received=array.shape)
        return array

    @property
    def compute_dtype(self) -> str:
        return self.dtype or "float32"

    @property
    def built(self) -> bool:
        return self.built_input_shape is not None

    @built.setter
    def built(self, value: bool) -> None:
        """Accept ``self.built = True`` in the ``build`` of a learner's layer, after which the layer is built anyway."""
        if not value:
            self.built_input_shape = None

    @property
    def has_weights(self) -> bool:
        """Whether the class of the layer or of an inner layer declares weights; known before the layer is built."""
        layer: Any = self
        return any(WEIGHT in f.metadata for f in fields(layer)) or any(i.has_weights for i in self.inner.values())

    def weight_names(self, trainable: bool | None = None) -> list[str]:
        """Names of the weights: all, only the trainable, or only the non-trainable ones.

        The order is that of ``get_weights()``. Empty before the layer is built.
        """
        if self.built_input_shape is None:
            return []
        names = list(self.weight_shapes(self.built_input_shape))
        if trainable is None:
            return names
        return [name for name in names if self.is_trainable(name) == trainable]

    def add_weight(self, shape: Any = (), initializer: Any = None, dtype: str | None = None, trainable: bool = True,
                   name: str | None = None, **options: Any) -> Variable:
        """Add a weight in the ``build`` or the constructor of a learner's layer.

        initializer: by default ``glorot_uniform``. options: ``regularizer`` and ``constraint``; others of Keras have no
        effect.
        """
        if isinstance(shape, str):  # Keras 2: the name came first
            shape, name = options.pop("shape", ()), shape
        return add_weight(self, shape, initializer, dtype, trainable, name, options)

    def get_weights(self) -> list[Array]:
        """Copies of the weights as NumPy arrays, in Keras's order."""
        return [self.array(name).copy() for name in self.weight_names()]

    def set_weights(self, weights: list[Array]) -> None:
        """Replace the values of all weights; the shapes must be those of ``get_weights()``."""
        names = self.weight_names()
        if len(names) != len(weights):
            raise self.problem("wrong_number_of_weights", expected=len(names), received=len(weights))
        arrays = [np.asarray(w) for w in weights]
        for name, new in zip(names, arrays, strict=True):
            self.check_weight_shape(name, new.shape)
        for name, new in zip(names, arrays, strict=True):
            self.array(name)[...] = new

    def check_weight_shape(self, name: str, received: tuple[int, ...]) -> None:
        """Raise a ProblemError if new values of a weight do not have its shape."""
        expected = self.array(name).shape
        if received != expected:
            raise self.problem("wrong_weight_shape", weight=name, expected=expected, received=received)

    def variable(self, name: str) -> Variable:
        """A weight as a Variable that shares the layer's array."""
        owner, attribute = weight_owner(self, name)
        arrays = owner.arrays if isinstance(owner, AddedWeights) else vars(owner)
        return Variable(arrays, attribute, name=name, path=f"{self.name}/{name}",
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
        """The current regularization penalties of the trainable weights."""
        penalties = []
        for name in self.weight_names(trainable=True):
            owner, own_name = weight_owner(self, name)
            regularizer = owner.weight_rule(own_name, "regularizer")
            penalties += [] if regularizer is None else [float(regularizer(self.array(name)))]
        return penalties

    def weight_description(self, name: str) -> str:
        """The description of a weight's axes."""
        return str(self._weight_metadata(name)["shape"])

    def is_trainable(self, name: str) -> bool:
        """Whether training changes the weight of that name."""
        owner, own_name = weight_owner(self, name)
        return self.trainable and owner.trainable and bool(owner.weight_metadata(own_name)["trainable"])

    def _weight_metadata(self, name: str) -> Mapping[str, Any]:
        owner, own_name = weight_owner(self, name)
        return owner.weight_metadata(own_name)


def weight_owner(layer: WeightOwner, name: str) -> tuple[WeightOwner | AddedWeights, str]:
    """The layer that holds a weight such as ``layer/kernel``, and the weight's name in that layer."""
    inner_name, _, rest = name.partition("/")
    if rest:
        return weight_owner(layer.inner[inner_name], rest)
    added = layer.added
    return (added, name) if added is not None and name in added.arrays else (layer, name)


def assign_stream(layer: WeightOwner, stream: int) -> None:
    """Set the random stream of a layer and of each inner layer."""
    layer.stream = stream
    for index, inner in enumerate(layer.inner.values(), 1):
        assign_stream(inner, MAX_LAYERS * (stream + 1) + index)
