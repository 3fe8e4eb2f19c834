"""The config of a model as plain data or JSON, in the forms of Keras 3 and Keras 2, and models from configs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from engine import registry, serialization
from engine.custom_objects import scope
from engine.errors import fail
from engine.layers.base import Layer
from engine.layers.input_layer import InputLayer
from engine.layers.layer_serialization import policy
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
    """A model before it is built. layers: without Input. input_shape: with the batch axis; None if unknown.

    input_dtype: the type of the data, if an Input declares it.
    """

    name: str | None
    layers: list[Layer]
    input_shape: Shape | None
    input_dtype: str | None = None

    def parameters(self) -> int | None:
        """The number of parameters; None if the input shape is unknown. Raises ProblemError if a layer does not fit."""
        if self.input_shape is None:
            return None
        shapes = [self.input_shape, *shapes_through(self.layers, self.input_shape)]
        return sum(layer.count_params(shape) for layer, shape in zip(self.layers, shapes, strict=False))

    def model(self) -> Any:
        """Make the model, built if the input shape is known."""
        inputs = [] if self.input_shape is None else [
            InputLayer(batch_shape=self.input_shape,  # type: ignore[call-arg]  # accepted under this name
                       dtype=self.input_dtype)]
        return registry.model_class()([*inputs, *self.layers], name=self.name)


# --- writing ------------------------------------------------------------------------------------------------------


def model_config(model: Any) -> dict[str, Any]:
    """Return the config in the form of Keras 3's Sequential: the layers, after an Input if the input shape is known."""
    layers = [serialize_keras_object(layer) for layer in model.layers]
    config = {"name": model.name, "trainable": True, "dtype": policy(None), "layers": layers}
    if model.input_shape is None:
        return config
    shape = list(model.input_shape)
    dtype = model.input_dtype or (model.layers[0].input_dtype if model.layers else "float32")
    entry = {"batch_shape": shape, "dtype": dtype, "sparse": False, "ragged": False,
             "name": "input_layer", "optional": False}
    inputs = {"module": "keras.layers", "class_name": "InputLayer", "config": entry, "registered_name": None}
    return {**config, "layers": [inputs, *layers], "build_input_shape": shape}


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


def stack_from_config(config: Any, file: str) -> Stack:
    """Make the layers that a config describes, not built, so that no weights are allocated. file: name for errors."""
    if not isinstance(config, Mapping):
        raise fail("damaged_file", file=file, detail="a model must be described by keys and values")
    if config.get("class_name") != "Sequential":
        raise fail("only_sequential_file", file=file, received=str(config.get("class_name"))[:100])
    settings = config.get("config")
    settings = {"layers": settings} if isinstance(settings, list) else settings  # the form of Keras up to 2.2
    entries = settings.get("layers") if isinstance(settings, Mapping) else None
    if not isinstance(entries, list) or not isinstance(settings, Mapping):
        raise fail("damaged_file", file=file, detail="there is no list of layers")
    if len(entries) > MAX_LAYERS:
        raise fail("too_many_layers", "layers", asked=len(entries), limit=MAX_LAYERS)
    with convert_read_errors(file):
        layers: list[Layer] = [serialization.deserialize("layer", entry) for entry in entries]
        shape = layers[0].batch_input_shape if layers else None
        shape = BatchShape(optional=True).convert("input_shape", shape or settings.get("build_input_shape"))
    input_layer = layers[0] if layers and isinstance(layers[0], InputLayer) else None
    name = settings.get("name")
    return Stack(name if isinstance(name, str) else None, layers if input_layer is None else layers[1:], shape,
                 None if input_layer is None else input_layer.dtype)


def deserialize_keras_object(config: Any, custom_objects: Mapping[str, Any] | None = None,
                             safe_mode: bool = True) -> Any:
    """Make a model, or an object of any registered kind, from the result of ``serialize_keras_object``."""
    if isinstance(config, list):
        return [deserialize_keras_object(item, custom_objects) for item in config]
    if not isinstance(config, Mapping) or "class_name" not in config:
        return config
    if config["class_name"] == "Sequential":
        return model_from_config(config, custom_objects)
    module = config.get("module")
    kinds = [kind for kind, name in serialization.MODULES.items() if name == module]
    matching = [kind for kind in kinds if config["class_name"] in registry.table(kind)]  # two kinds share keras.layers
    return serialization.deserialize(next(iter([*matching, *kinds]), "layer"), config, custom_objects)


def clone_model(model: Any, input_tensors: Any = None, clone_function: Any = None) -> Any:
    """Copy a model with new weights, not compiled.

    input_tensors: an Input of another shape. clone_function: returns the copy of a layer.
    """
    functions: dict[str, Any] = {}
    for layer in model.layers:
        serialization.collect_functions(layer, functions)
    with scope(functions):
        layers = [clone_function(layer) if clone_function else type(layer).from_config(layer.get_config())
                  for layer in model.layers]
    shape = model.input_shape if input_tensors is None else input_tensors.batch_input_shape
    return Stack(model.name, layers, shape, model.input_dtype).model()
