"""The config of a model as plain data or JSON, in the forms of Keras 3 and Keras 2, and models from configs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from engine import lambdas, registry, serialization
from engine.custom_objects import scope
from engine.errors import fail
from engine.layers.base import Layer
from engine.layers.input_layer import InputLayer
from engine.layers.layer_serialization import policy
from engine.layers.leaves import is_model, leaf_layers
from engine.limits import MAX_LAYERS
from engine.network.sizes import shapes_through
from engine.saving.compiling import compile_from
from engine.saving.file_errors import convert_read_errors, parse_json
from engine.serialization import serialize as serialize_keras_object
from engine.typing import Shape
from engine.validators import BatchShape

__all__ = ["clone_model", "deserialize_keras_object", "model_config", "model_from_config", "model_from_json",
           "serialize_keras_object", "to_json"]


@final
@dataclass(frozen=True)
class Stack:
    """A model before it is built. layers: without Input; models among them are Stacks as well.

    input_shape: with the batch axis; None if unknown. input_dtype: the type of the data, if an Input declares it.
    compile_config: for a model among the layers of another; None if it is not compiled.
    own_class: a learner's subclass of Sequential.
    """

    name: str | None
    layers: list[Any]
    input_shape: Shape | None
    input_dtype: str | None = None
    compile_config: Any = None
    own_class: Any = None

    def parameters(self) -> int | None:
        """The number of parameters; None if the input shape is unknown. Raises ProblemError if a layer does not fit."""
        if self.input_shape is None:
            return None
        leaves = leaf_layers(self.layers)
        shapes = [self.input_shape, *shapes_through(leaves, self.input_shape)]
        counts = {id(layer): layer.count_params(shape) for layer, shape in zip(leaves, shapes, strict=False)}
        return sum(counts.values())

    def model(self, models: dict[int, Any] | None = None) -> Any:
        """Make the model, built if the input shape is known. models: the models so far, by their Stacks' ids."""
        models = {} if models is None else models
        if id(self) in models:
            return models[id(self)]
        inputs = [] if self.input_shape is None else [
            InputLayer(batch_shape=self.input_shape,  # type: ignore[call-arg]  # accepted under this name
                       dtype=self.input_dtype)]
        layers = [layer.model(models) if isinstance(layer, Stack) else layer for layer in self.layers]
        model = models[id(self)] = (self.own_class or registry.model_class())(name=self.name)  # as Keras calls it
        for layer in [*inputs, *layers]:
            model.add(layer)
        if self.compile_config:
            compile_from(model, self.compile_config)
        return model


# --- writing ------------------------------------------------------------------------------------------------------


def model_config(model: Any) -> dict[str, Any]:
    """Return the config in the form of Keras 3's Sequential: the layers, after an Input if the input shape is known."""
    layers = [serialize_keras_object(layer) for layer in model.layers]
    _mark_shared(model.layers, layers)
    config = {"name": model.name, "trainable": model.trainable, "dtype": policy(None), "layers": layers}
    if model.input_shape is None:
        return config
    shape = list(model.input_shape)
    dtype = model.input_dtype or (model.network.layers[0].input_dtype if model.network.layers else "float32")
    entry = {"batch_shape": shape, "dtype": dtype, "sparse": False, "ragged": False,
             "name": "input_layer", "optional": False}
    inputs = {"module": "keras.layers", "class_name": "InputLayer", "config": entry, "registered_name": None}
    return {**config, "layers": [inputs, *layers], "build_input_shape": shape}


def _mark_shared(layers: list[Any], entries: list[dict[str, Any]]) -> None:
    """Give the entries of a layer or model that is at several places, at any depth, the same ``shared_object_id``."""
    entries_of: dict[int, list[dict[str, Any]]] = {}

    def collect(layer: Any, entry: dict[str, Any]) -> None:
        entries_of.setdefault(id(layer), []).append(entry)
        nested = entry["config"]["layers"][-len(layer.layers):] if is_model(layer) and layer.layers else []
        for pair in zip(layer.layers if is_model(layer) else [], nested, strict=True):
            collect(*pair)

    for pair in zip(layers, entries, strict=True):
        collect(*pair)
    for number, repeated in enumerate((e for e in entries_of.values() if len(e) > 1), 1):
        for entry in repeated:
            entry["shared_object_id"] = number


def to_json(model: Any, **options: Any) -> str:
    """The model's config and compile config as JSON. options: for ``json.dumps``."""
    return json.dumps(serialize_keras_object(model), **options)


# --- reading ------------------------------------------------------------------------------------------------------


def model_from_json(json_string: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Make a model with new weights from the result of ``to_json`` of this engine or of Keras."""
    return model_from_config(parse_json(json_string, "JSON"), custom_objects)


def model_from_config(config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Make a model with new weights from a config; compile it if there is a compile config."""
    with scope(custom_objects):
        model = stack_from_config(config, "config").model()
        if config.get("compile_config"):
            compile_from(model, config["compile_config"])
    return model


def unbuilt_model(config: Any) -> Any:
    """The model that a config describes, without weights; it knows its input shape, but is not compiled."""
    stack = stack_from_config(config, "config")
    model = _without_shapes(stack).model()
    model.input_shape, model.input_dtype = stack.input_shape, stack.input_dtype
    return model


def _without_shapes(stack: Stack) -> Stack:
    layers = [_without_shapes(layer) if isinstance(layer, Stack) else layer for layer in stack.layers]
    return Stack(stack.name, layers, None, own_class=stack.own_class)


def stack_from_config(config: Any, file: str, by_id: dict[Any, Any] | None = None) -> Stack:
    """Make the layers that a config describes, not built, so that no weights are allocated. file: name for errors.

    by_id: the layers at several places that have been made so far, by their ``shared_object_id``.
    """
    if not isinstance(config, Mapping):
        raise fail("damaged_file", file=file, detail="a model must be described by keys and values")
    own_class = serialization.own_model_class(config)
    if config.get("class_name") != "Sequential" and own_class is None:
        raise fail("only_sequential_file", file=file, received=str(config.get("class_name"))[:100])
    settings = config.get("config")
    settings = {"layers": settings} if isinstance(settings, list) else settings  # the form of Keras up to 2.2
    entries = settings.get("layers") if isinstance(settings, Mapping) else None
    if not isinstance(entries, list) or not isinstance(settings, Mapping):
        raise fail("damaged_file", file=file, detail="there is no list of layers")
    if len(entries) > MAX_LAYERS:
        raise fail("too_many_layers", "layers", asked=len(entries), limit=MAX_LAYERS)
    by_id = {} if by_id is None else by_id
    with convert_read_errors(file):
        layers = [_layer_from_config(entry, file, by_id) for entry in entries]
        first = layers[0] if layers else None
        shape = first.input_shape if isinstance(first, Stack) else None if first is None else first.batch_input_shape
        shape = BatchShape(optional=True).convert("input_shape", shape or settings.get("build_input_shape"))
    if (total := sum(_leaf_count(layer) for layer in layers)) > MAX_LAYERS:
        raise fail("too_many_layers", "layers", asked=total, limit=MAX_LAYERS)
    input_layer = first if isinstance(first, InputLayer) else None
    name = settings.get("name")
    return Stack(name if isinstance(name, str) else None, layers if input_layer is None else layers[1:], shape,
                 None if input_layer is None else input_layer.dtype, own_class=own_class)


def _leaf_count(layer: Any) -> int:
    """The number of layers that an entry of a Stack stands for; shared models count at every place."""
    return sum(map(_leaf_count, layer.layers)) if isinstance(layer, Stack) else 1


def _layer_from_config(entry: Any, file: str, by_id: dict[Any, Any]) -> Any:
    """The layer that an entry describes, or a Stack. by_id: those with a ``shared_object_id`` so far, by that."""
    number = entry.get("shared_object_id") if isinstance(entry, Mapping) else None
    if isinstance(number, int) and number in by_id:
        return by_id[number]
    if isinstance(entry, Mapping) and serialization.is_model_config(entry):
        layer: Any = replace(stack_from_config(entry, file, by_id), compile_config=entry.get("compile_config"))
    else:
        layer = serialization.deserialize("layer", entry)
    if isinstance(number, int):
        by_id[number] = layer
    return layer


def deserialize_keras_object(config: Any, custom_objects: Mapping[str, Any] | None = None,
                             safe_mode: bool = True) -> Any:
    """Make a model, or an object of any registered kind, from the result of ``serialize_keras_object``."""
    if not safe_mode:
        with lambdas.safe_mode(False):
            return deserialize_keras_object(config, custom_objects)
    if isinstance(config, list):
        return [deserialize_keras_object(item, custom_objects) for item in config]
    if not isinstance(config, Mapping) or "class_name" not in config:
        return config
    if serialization.is_model_config(config):
        return model_from_config(config, custom_objects)
    module = config.get("module")
    kinds = [kind for kind, name in serialization.MODULES.items() if name == module]
    matching = [kind for kind in kinds if config["class_name"] in registry.table(kind)]  # two kinds share keras.layers
    return serialization.deserialize(next(iter([*matching, *kinds]), "layer"), config, custom_objects)


def clone_model(model: Any, input_tensors: Any = None, clone_function: Any = None, call_function: Any = None,
                recursive: bool = False) -> Any:
    """Copy a model with new weights, not compiled. A layer at several places is one in the copy too.

    input_tensors: an Input of another shape. clone_function: returns the copy of a layer; also of a model among the
    layers, unless ``recursive``, when it gets that model's layers. call_function: must be None. As in Keras, a layer
    with a function is copied only if the function is among the custom objects.
    """
    if call_function is not None:
        raise fail("not_supported", "call_function", argument="call_function", expected=None, value=call_function)
    clones: dict[int, Any] = {}

    def clone(layer: Any) -> Any:
        if id(layer) not in clones:
            if is_model(layer) and (recursive or clone_function is None):
                clones[id(layer)] = Stack(layer.name, [*map(clone, layer.layers)], layer.input_shape, layer.input_dtype)
            else:
                clones[id(layer)] = (clone_function or _copy_layer)(layer)
        return clones[id(layer)]

    layers = [clone(layer) for layer in model.layers]
    shape = model.input_shape if input_tensors is None else input_tensors.batch_input_shape
    return Stack(model.name, layers, shape, model.input_dtype).model()


def _copy_layer(layer: Layer) -> Layer:
    return type(layer).from_config(layer.get_config())
