"""Own layers: a learner's subclass of a layer, whose ``build``, ``call`` and so on are called as Keras calls them.

The class gets the methods below in place of those of the engine: its forward pass runs the learner's ``call`` on a
trace, and its backward pass gives the gradients of its weights and of those of the layers inside it.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

import numpy as np

from engine.backend.reductions import sum as sum_of
from engine.backend.tensor import Tensor, add, gradient, multiply, raw
from engine.errors import fail
from engine.layers.call_arguments import CallArguments
from engine.layers.calls import call_in_frame, call_layer, parameter_names
from engine.layers.frame import Frame, current_frame, opened
from engine.layers.layer_serialization import WeightGroup, layer_config
from engine.layers.layer_weights import WEIGHT, assign_stream
from engine.overrides import engine_class, is_own, overrides, refuse_hooks
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape
from engine.utils.seed import default_seed

PROBES = (2, 3)
"""Lengths in place of the unknown ones of an input, for the calls that find the shape of the output."""


def adapt(cls: Any) -> None:
    """Give a learner's class of layers the methods by which the engine calls it."""
    refuse_hooks(cls, "layer")
    cls.__setattr__ = set_attribute
    cls.weight_shapes, cls.has_weights = weight_shapes, property(has_weights)
    cls.__init__ = recorded(cls.__init__)
    if overrides(cls, "build", "call"):
        cls.build = as_build(cls.build)
    if not overrides(cls, "call", "__call__"):
        return
    cls.forward, cls.backward, cls.call_on_trace = forward, backward, call_on_trace
    cls.inner, cls.weight_groups = property(inner), weight_groups
    cls.last_activation = cls.output_regularizer = None
    cls.as_input = as_input
    if overrides(cls, "call") and not overrides(cls, "compute_output_shape"):
        cls.compute_output_shape = compute_output_shape
    if overrides(cls, "call") and not overrides(cls, "__call__"):
        cls.__call__ = call


# --- construction -------------------------------------------------------------------------------------------------


def recorded(construct: Callable[..., None]) -> Callable[..., None]:
    """The constructor, which also keeps its arguments: Keras makes the config of a layer without ``get_config`` of
    them."""
    if getattr(construct, "is_recorded", False):
        return construct

    @wraps(construct)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807  (the constructor of the class)
        if "given_arguments" not in vars(self):
            vars(self)["given_arguments"] = (args, kwargs)
        construct(self, *args, **kwargs)

    __init__.is_recorded = True  # type: ignore[attr-defined]
    return __init__


def set_attribute(self: Any, name: str, value: Any) -> None:
    """Set an attribute; raises a ProblemError for a name under which every layer has a method already."""
    cls = engine_class(type(self))
    if callable(getattr(cls, name, None)) and name not in cls.__dataclass_fields__:
        raise fail("name_in_use", name, name=type(self).__name__, attribute=name, kind="layer")
    if isinstance(getattr(cls, name, None), property) and getattr(cls, name).fset is None:
        raise fail("name_in_use", name, name=type(self).__name__, attribute=name, kind="layer")
    object.__setattr__(self, name, value)


# --- weights ------------------------------------------------------------------------------------------------------


def as_build(build: Callable[..., None]) -> Callable[..., None]:
    """A learner's ``build(input_shape)`` as the engine calls it, with a seed; the layers inside are built after it."""

    @wraps(build)
    def build_layer(self: Any, input_shape: Shape, seed: int | None = None) -> None:
        state = vars(self)
        if state.get("is_building"):
            build(self, input_shape)
            return
        if self.built:  # where the shape of its output was asked for
            return
        if seed is not None:
            state["build_seed"] = seed
        state.setdefault("build_seed", default_seed())
        state["is_building"] = True
        try:
            self.check_input(input_shape)
            build(self, input_shape)
            self.built_input_shape = input_shape
            self.adopt_variables()
            if overrides(type(self), "call"):
                assign_stream(self, self.stream)
                probe(self, input_shape, PROBES[0])
            self.adopt_variables()
        finally:
            del state["is_building"]

    return build_layer


def weight_shapes(self: Any, input_shape: Shape) -> dict[str, tuple[int, ...]]:
    """The shapes of the fields, of the added weights, and of the weights of the layers inside."""
    cls = engine_class(type(self))
    if self.built_input_shape is None:
        is_known = "is_building" in vars(self) or not overrides(type(self), "build", "call")
        return cls.weight_shapes(self, input_shape) if is_known else {}
    fields = [name for name, field in cls.__dataclass_fields__.items() if WEIGHT in field.metadata]
    shapes = {name: tuple(vars(self)[name].shape) for name in fields if vars(self).get(name) is not None}
    added = self.added
    shapes.update({name: added.variables[name].shape for name in (added.names() if added else ())})
    for key, layer in self.inner.items():
        shapes.update({f"{key}/{name}": layer.array(name).shape for name in layer.weight_names()})
    return shapes


def has_weights(self: Any) -> bool:
    """Whether the layer has weights; known only after it is built."""
    return bool(self.weight_names())


def inner(self: Any) -> dict[str, Any]:
    """The layers inside by the names of the attributes that hold them, alone or in a list or a model."""
    cls = engine_class(type(self))
    engine_inner = cls.inner.fget(self)
    return {**engine_inner, **dict(_layers_in(self, cls, {id(layer) for layer in engine_inner.values()}))}


def _layers_in(self: Any, cls: Any, ids: set[int]) -> Iterator[tuple[str, Any]]:
    own = {name: value for name, value in vars(self).items() if name not in cls.__dataclass_fields__}
    for name, value in own.items():
        for suffix, item in _items(value):
            if id(item) not in ids:
                ids.add(id(item))
                yield f"{name}{suffix}", item


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(value, "weight_shapes") and hasattr(value, "forward"):
        yield "", value
    elif hasattr(value, "network"):
        yield from _items(value.layers)
    elif isinstance(value, list | tuple | dict):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        yield from ((f"_{key}{suffix}", layer) for key, item in items for suffix, layer in _items(item))


def weight_groups(self: Any) -> list[WeightGroup]:
    """The groups of the weights in a file: those of the layer, and of each layer inside."""
    own = [name for name in self.weight_names() if "/" not in name]
    groups = [WeightGroup("", str(self.name), {name: name for name in own})]
    for key, layer in self.inner.items():
        groups += [WeightGroup(f"{key}/{group.path}".rstrip("/"), group.owner,
                               {keras_name: f"{key}/{name}" for keras_name, name in group.weights.items()})
                   for group in layer.weight_groups()]
    return groups


# --- passes -------------------------------------------------------------------------------------------------------


def as_input(self: Any, x: Array) -> Array:
    """Cast floats to the layer's dtype; as in Keras, integers stay what they are."""
    return x if x.dtype.kind in "iub" else engine_class(type(self)).as_input(self, x)


def run(self: Any, x: Any, frame: Frame) -> Any:
    """Call the learner's ``__call__`` or ``call`` in a frame."""
    with opened(frame):
        if overrides(type(self), "__call__"):
            return self(x)
        return call_in_frame(self, CallArguments(x), frame.context, frame, {})


def call(self: Any, *args: Any, **kwargs: Any) -> Any:
    """Call the learner's ``call``, which may have arguments of its own."""
    names = parameter_names(type(self).call)[1:]
    options = {**dict(zip(names, args, strict=False)), **kwargs}
    name = next((name for name in (*names[:1], "inputs") if name in options), None)
    if name is None:
        raise fail("input_missing", "inputs", layer=type(self).__name__, name=self.name, argument=(*names, "inputs")[0])
    arguments = CallArguments(options.pop(name), mask=options.pop("mask", None))
    return call_layer(self, arguments, options.pop("training", None), options)


def call_on_trace(self: Any, call: CallArguments) -> Any:
    """Call the layer on a tensor of a trace outside of its model; see :mod:`engine.layers.traced_call`."""
    return call_layer(self, call, call.training, {})


def add_loss(self: Any, loss: Any = None) -> None:
    """Add a scalar to the loss of the batch; raises a ProblemError outside of the ``call`` of a learner's layer."""
    frame = current_frame()
    if frame is None or not is_own(type(self)):
        raise self.problem("no_added_loss", "add_loss", owner=self.name)
    frame.losses.append(loss)


def config_of_layer(layer: Any) -> dict[str, Any]:
    """The config of a layer; a learner's layer without ``get_config`` also has the arguments of its constructor."""
    if engine_class(type(layer)).__name__ == "Layer" and not overrides(type(layer), "get_config"):
        return {**config_of_arguments(layer), **layer_config(layer)}
    return layer_config(layer)


def forward(self: Any, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
    """Return the output, and as the cache the trace that led to it."""
    frame = Frame(context, records=context.training)
    source = Tensor(x) if context.training else x
    output = run(self, source, frame)
    y = np.asarray(raw(output))
    y = y if y.dtype.kind != "f" or y.dtype == self.compute_dtype else y.astype(self.compute_dtype)
    if not y.ndim or len(y) != len(x):
        raise fail("own_shape", "call", name=type(self).__name__, expected=x.shape, received=y.shape)
    return y, (source, output, frame)


def backward(self: Any, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
    """Return the gradients by the input and by the weights, of ``y`` and of the losses that were added."""
    source, output, frame = cache
    total = sum_of(multiply(output, dy)) if isinstance(output, Tensor) else 0.0
    if frame.losses:
        total = add(total, frame.total_loss())
    frame.gradients.clear()
    dx = gradient(total, source)
    prefixes = dict(prefixes_of(self, ""))
    grads = {name: np.zeros_like(self.array(name)) for name in self.weight_names(trainable=True)}
    for (owner, name), grad in frame.gradients.items():
        if owner in prefixes:
            grads[f"{prefixes[owner]}{name}"] = grad
    return dx, grads


def prefixes_of(layer: Any, prefix: str) -> Iterator[tuple[int, str]]:
    """For each owner of weights in a layer, by ``id``, what stands before the names of its weights."""
    yield id(layer), prefix
    if layer.added is not None:
        yield id(layer.added), prefix
    for key, item in layer.inner.items():
        yield from prefixes_of(item, f"{prefix}{key}/")


# --- shapes -------------------------------------------------------------------------------------------------------


def probe(self: Any, input_shape: Shape, unknown: int) -> tuple[int, ...]:
    """The shape of the output for zeros of this shape. unknown: the length of the axes that may have any."""
    dtype = vars(self).get("probe_dtype", self.compute_dtype)
    x = np.zeros([unknown if length is None else length for length in input_shape], dtype)
    with np.errstate(all="ignore"):
        return np.shape(raw(run(self, x, Frame(INFERENCE, records=False))))


def compute_output_shape(self: Any, input_shape: Shape) -> Shape:
    """The shape that ``call`` returns, found by calling it; an axis that changes with an unknown one is unknown."""
    is_asked_inside = "is_plain" in vars(self) or (not self.built and "is_building" in vars(self))
    if is_asked_inside:  # by the engine's own computation or check
        engine_shape: Shape = engine_class(type(self)).compute_output_shape(self, input_shape)
        return engine_shape
    if not self.built:
        self.build(input_shape)
    first, second = (probe(self, input_shape, unknown) for unknown in PROBES)
    if len(first) != len(second) or not first:
        raise fail("own_shape", "call", name=type(self).__name__, expected=input_shape, received=first)
    shape = tuple(a if a == b else None for a, b in zip(first, second, strict=True))
    return (input_shape[0], *shape[1:])


def added_loss(cache: Any) -> float:
    """The losses that the layer, or one inside it, has added in its forward pass."""
    return cache[2].loss_value()  # type: ignore[no-any-return]


def config_of_arguments(layer: Any) -> Mapping[str, Any]:
    """The arguments with which a learner's layer was made, by name."""
    args, kwargs = vars(layer).get("given_arguments", ((), {}))
    bound = inspect.signature(type(layer).__init__).bind(layer, *args, **kwargs)
    bound.apply_defaults()
    arguments = dict(list(bound.arguments.items())[1:])
    for name, parameter in inspect.signature(type(layer).__init__).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            arguments.update(arguments.pop(name, {}))
    return arguments
