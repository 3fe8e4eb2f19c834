"""WeightOwner: weight management of a layer: creation, names, get/set_weights, and the weights of inner layers."""

from abc import ABC
from collections.abc import Mapping
from dataclasses import field, fields
from functools import cache
from typing import Any

import numpy as np

from engine.errors import ProblemError, fail
from engine.hyperparameters import Configurable
from engine.layers.added_weights import AddedWeights
from engine.layers.weight_creation import add_weight, initial_array
from engine.limits import MAX_LAYERS, MAX_PARAMETERS
from engine.random import Stream, generator
from engine.typing import Array, Shape
from engine.variables import Variable

WEIGHT = "weight"


def weight(shape: str, trainable: bool = True, dtype: str | None = None) -> Any:
    """Declare a weight of a layer. shape: its axes, such as ``(*kernel_size, channels, filters)``, for learners.

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
    gradients: dict[str, Array]
    built_input_shape: Shape | None
    scope: str = ""
    """The name of the model that built the layer, with which the paths of its weights begin."""

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

    def variable(self, name: str) -> Variable:
        """The weight of that name."""
        owner, key = weight_owner(self, name)
        return owner.own_variable(key)

    def own_variable(self, name: str) -> Variable:
        """A weight that is a field of this layer; in a learner's ``call`` its attribute is a traced tensor."""
        untraced: dict[str, Variable] = vars(self).get("untraced", {})
        return untraced[name] if name in untraced else getattr(self, name)

    def array(self, name: str) -> Array:
        """The array of a weight, not a copy."""
        return self.variable(name).array

    def grad_buffer(self, name: str) -> Array:
        """The array that ``backward`` writes the gradient of a weight to."""
        buffer = self.gradients.get(name)
        return np.empty_like(self.array(name)) if buffer is None else buffer

    def __getattr__(self, name: str) -> Any:
        """Called for missing attributes only. A weight is None in a layer that was built without it."""
        metadata = _metadata_by_name(type(self)).get(name)
        if metadata is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        if vars(self).get("built_input_shape") is None:
            raise AttributeError(f"You must build the layer before accessing `{name}`.")
        return None

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self.adopt_variables(only_lost=True)

    def adopt_variables(self, only_lost: bool = False) -> None:
        """Make this layer the owner of its weights and those of inner layers, and set their paths, as in Keras.

        only_lost: leave the weights whose owner is another layer, of which this one is a shallow copy.
        """
        paths = self.variable_paths()
        for name in self.weight_names():
            variable = self.variable(name)
            if only_lost and variable.owner not in (None, weight_owner(self, name)[0]):
                continue
            variable.adopt(self, name, "/".join(filter(None, (self.scope, paths[name]))))

    def variable_paths(self) -> dict[str, str]:
        """The path of each weight in Keras, such as ``lstm/lstm_cell/kernel``, by its name here."""
        return {name: f"{self.name}/{name}" for name in self.weight_names()}

    def weight_rule(self, name: str, rule: str) -> Any:
        """The initializer, regularizer or constraint of a weight that is a field of this layer; None if it has none."""
        return getattr(self, self.rule_name(name, rule), None)

    def weight_metadata(self, name: str) -> Mapping[str, Any]:
        """The metadata of a weight's field."""
        return _metadata_by_name(type(self))[name]

    @property
    def added(self) -> AddedWeights | None:
        """The weights made by :meth:`engine.layers.base.Layer.add_weight`; None without any."""
        return vars(self).get("added_weights")

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
            dtype = self.weight_metadata(name)["dtype"] or self.compute_dtype
            array = initial_array(self, name, shape, initializer, rng, dtype)
            setattr(self, name, Variable.of(array, self.variable_name(name), self.weight_metadata(name)["trainable"]))
        self.built_input_shape = input_shape
        self.adopt_variables()

    def variable_name(self, name: str) -> str:
        """Keras's name of a weight."""
        return name

    @property
    def compute_dtype(self) -> str:
        return self.dtype or "float32"

    @property
    def built(self) -> bool:
        return self.built_input_shape is not None

    @built.setter
    def built(self, value: bool) -> None:
        """Accept ``self.built = True`` in the ``build`` of a learner's layer; False takes the input shape away."""
        self.built_input_shape = self.built_input_shape if value else None

    @property
    def has_weights(self) -> bool:
        """Whether the class of the layer or of an inner layer declares weights; known before the layer is built."""
        layer: Any = self
        return any(WEIGHT in f.metadata for f in fields(layer)) or any(i.has_weights for i in self.inner.values())

    @classmethod
    def declares_weights(cls) -> bool:
        """Whether the class itself declares weights."""
        return bool(_metadata_by_name(cls))

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
        self.after_loading()

    def check_weight_shape(self, name: str, received: tuple[int, ...]) -> None:
        """Raise a ProblemError if new values of a weight do not have its shape."""
        expected = self.array(name).shape
        if received != expected:
            raise self.problem("wrong_weight_shape", weight=name, expected=expected, received=received)

    def after_loading(self) -> None:
        """Called after the weights were set or read from a file."""
        for layer in self.inner.values():
            layer.after_loading()

    @property
    def needs_adapt(self) -> bool:
        """Whether the layer still has to see data, with ``adapt``, before it can be used."""
        return False

    def require_adapted(self) -> None:
        """Raise a ProblemError if the layer has to be adapted first."""
        if self.needs_adapt and "is_building" not in vars(self):
            raise fail("not_fitted", owner=f"{type(self).__name__} ({self.name})", method="adapt")

    add_weight = add_weight
    variables, trainable_variables = property(lambda self: self.weights), property(lambda self: self.trainable_weights)
    non_trainable_variables = property(lambda self: self.non_trainable_weights)

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
        owner, own_name = weight_owner(self, name)
        return str(owner.weight_metadata(own_name)["shape"])

    def weight_axes(self, name: str) -> tuple[str, ...]:
        """The name of each axis of a weight, such as ``("kernel_height", "kernel_width", "channels", "filters")``."""
        owner, own_name = weight_owner(self, name)
        return owner.own_weight_axes(own_name)

    def own_weight_axes(self, name: str) -> tuple[str, ...]:
        """:meth:`weight_axes` of a weight of the layer itself: the parts of its description."""
        parts = self.weight_description(name).strip("()").split(",")
        names = [part.partition(":")[0].strip() for part in parts if part.strip()]
        return tuple(axis for name in names for axis in (self.window_axes() if name[0] == "*" else (name,)))

    def window_axes(self) -> tuple[str, ...]:
        """The names of the axes of a window, in a layer that has one."""
        return ()

    def is_trainable(self, name: str) -> bool:
        """Whether training changes the weight of that name."""
        owner, own_name = weight_owner(self, name)
        return self.trainable and owner.trainable and owner.own_variable(own_name).is_marked_trainable


@cache
def _metadata_by_name(cls: Any) -> dict[str, Mapping[str, Any]]:
    """The metadata of the weights that a class declares."""
    return {f.name: f.metadata[WEIGHT] for f in fields(cls) if WEIGHT in f.metadata}


def weight_owner(layer: WeightOwner, name: str) -> tuple[WeightOwner | AddedWeights, str]:
    """The layer that holds a weight such as ``layer/kernel``, and the weight's name in that layer."""
    inner_name, _, rest = name.partition("/")
    if rest:
        return weight_owner(layer.inner[inner_name], rest)
    added = layer.added
    return (added, name) if added is not None and name in added.variables else (layer, name)


def assign_stream(layer: WeightOwner, stream: int) -> None:
    """Set the random stream of a layer and of each inner layer."""
    layer.stream = stream
    for index, inner in enumerate(layer.inner.values(), 1):
        assign_stream(inner, MAX_LAYERS * (stream + 1) + index)
