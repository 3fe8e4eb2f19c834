"""``.h5`` files in Keras 2's layout, which Keras 3 also supports: one group per layer, lists of names in attributes."""

import json
import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import h5py
import numpy as np

from engine.custom_objects import scope
from engine.errors import ProblemError, fail
from engine.layers.base import Layer
from engine.layers.leaves import is_model, leaf_layers, leaf_paths, weight_key
from engine.layers.vocabulary_layer import VocabularyLayer
from engine.saving.archive import check_stored_size
from engine.saving.compiling import compile_from, training_config
from engine.saving.file_errors import convert_read_errors, parse_json
from engine.saving.hdf5 import H5
from engine.saving.legacy_optimizer_state import read_optimizer_state
from engine.saving.optimizer_state import optimizer_arrays
from engine.saving.structure import model_config, stack_from_config
from engine.version import KERAS

VERSION = {"backend": "tensorflow", "keras_version": KERAS}
MAX_ATTRIBUTE_BYTES = 64_512
"""The largest size of an attribute that Keras writes; HDF5 limits the attribute with its header to 64 KiB."""


# --- writing ------------------------------------------------------------------------------------------------------


def legacy_model_bytes(model: Any, include_optimizer: bool = True) -> bytes:
    """A model as the bytes of an ``.h5`` file."""
    buffer = BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs.update(VERSION)
        config = _legacy_config(model_config(model), model.layers)
        file.attrs["model_config"] = json.dumps({"class_name": type(model).__name__, "config": config})
        _write_layers(file.create_group("model_weights"), model)
        if include_optimizer and model.compiled is not None:
            file.attrs["training_config"] = json.dumps(training_config(model))
            state = optimizer_arrays(model)
            _write_arrays(file.create_group("optimizer_weights"), [name for name, _ in state], [a for _, a in state])
    return buffer.getvalue()


def legacy_weights_bytes(model: Any) -> bytes:
    """The weights of a model as the bytes of an ``.h5`` file."""
    buffer = BytesIO()
    with h5py.File(buffer, "w") as file:
        _write_layers(file, model)
    return buffer.getvalue()


def _legacy_config(config: dict[str, Any], layers: list[Any]) -> dict[str, Any]:
    """Class names and configs of the layers; an adapted vocabulary becomes an argument, as the format lacks assets.

    config: of a model in the form of Keras 3. layers: those of the model, without Input.
    """
    entries = config["layers"]
    configs = [entry["config"] for entry in entries]
    for index, layer in enumerate(layers, len(entries) - len(layers)):
        if is_model(layer):
            configs[index] = _legacy_config(configs[index], layer.layers)
        elif isinstance(layer, VocabularyLayer):
            configs[index] = {**configs[index], **layer.vocabulary_config()}
    return {**config, "layers": [
        {key: own if key == "config" else entry[key]
         for key in ("class_name", "config", "shared_object_id") if key in entry}
        for entry, own in zip(entries, configs, strict=True)]}


def _unique(layers: list[Any]) -> list[Any]:
    """The layers and models, each once."""
    return list({id(layer): layer for layer in layers}.values())


def _write_layers(group: Any, model: Any) -> None:
    layers = _unique(model.layers)
    _write_names(group, "layer_names", [layer.name for layer in layers])
    group.attrs.update(VERSION)
    for layer in sorted(layers, key=lambda layer: layer.name):
        weights = named_weights(layer)
        _write_arrays(group.create_group(layer.name), [f"{model.name}/{path}" for path, _, _ in weights],
                      [leaf.array(name) for _, leaf, name in weights])
    _write_names(group.create_group("top_level_model_weights"), "weight_names", [])


def _write_arrays(group: Any, names: list[str], arrays: list[Any]) -> None:
    _write_names(group, "weight_names", names)
    for name, array in zip(names, arrays, strict=True):
        group.create_dataset(name, data=array)


def _write_names(group: Any, attribute: str, names: list[str]) -> None:
    """Write names to an attribute, or to several if they are too large for one."""
    encoded = [name.encode() for name in names]
    count = 1
    while any(np.asarray(chunk).nbytes > MAX_ATTRIBUTE_BYTES for chunk in np.array_split(np.asarray(encoded), count)):
        count += 1
    if count == 1:
        group.attrs[attribute] = encoded
        return
    for index, chunk in enumerate(np.array_split(np.asarray(encoded), count)):
        group.attrs[f"{attribute}{index}"] = chunk


def named_weights(layer: Any) -> list[tuple[str, Layer, str]]:
    """The weights of a layer or model: Keras's path, such as ``gru/gru_cell/kernel``, the layer, and its name for it.

    Trainable weights are first.
    """
    weights = [(f"{path.removesuffix(str(leaf.name))}{name}", leaf, weight)
               for leaf, path in zip(leaf_layers([layer]), leaf_paths([layer]), strict=True)
               for name, weight in _weights_of_layer(leaf)]
    unique: dict[tuple[int, str], tuple[str, Layer, str]] = {}
    for path, leaf, weight in weights:
        unique.setdefault(weight_key(leaf, weight), (path, leaf, weight))
    return sorted(unique.values(), key=lambda w: not (layer.trainable and w[1].is_trainable(w[2])))


def _weights_of_layer(layer: Layer) -> list[tuple[str, str]]:
    """Pairs of Keras's path of a weight and its name in the layer."""
    owners: dict[str, str] = {}
    names = []
    for group in layer.weight_groups():
        parts = group.path.split("/") if group.path else []
        owners[group.path] = group.owner
        ancestors = [owners.get("/".join(parts[:n]), "") for n in range(len(parts) + 1)]
        path = "/".join(owner for owner in ancestors if owner)
        names += [(f"{path}/{name}", weight) for name, weight in group.weights.items()]
    return names


# --- reading ------------------------------------------------------------------------------------------------------


def read_model(data: bytes, file: str, custom_objects: Mapping[str, Any] | None, compiled: bool) -> Any:
    """Read a model from the bytes of an ``.h5`` file. compiled: whether to compile it with the saved config."""
    with convert_read_errors(file), H5(data, file) as h5:
        text = h5.text(h5.root, "model_config")
        group = h5.group(h5.root, "model_weights")
        if text is None or group is None:
            raise fail("weights_only", file=file)
        with scope(custom_objects):
            stack = stack_from_config(parse_json(text, file), file)
            check_stored_size(stack, len(data), file)
            model = stack.model()
            training = h5.text(h5.root, "training_config") if compiled else None
            if training is not None:
                compile_from(model, parse_json(training, file))
        if model.built:
            read_layers(h5, group, model)
        if model.built and training is not None:
            read_optimizer_state(h5, model)
    return model


def read_layers(h5: H5, group: Any, model: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Read the weights of a file into a built model. group: the HDF5 group that holds the layers.

    by_name: match layers by name instead of by order. skip_mismatch: skip layers that do not fit, with a warning.
    """
    stored = [name for name in h5.texts(group, "layer_names") if by_name or _weights_of(h5, group, name)]
    layers = [layer for layer in _unique(model.layers) if layer.weights]
    if by_name:
        pairs = [(layer, layer.name) for layer in layers if layer.name in stored]
    elif len(layers) == len(stored):
        pairs = list(zip(layers, stored, strict=True))
    else:
        raise fail("wrong_number_of_layers", file=h5.file, expected=len(layers), received=len(stored))
    arrays = []
    for layer, name in pairs:
        try:
            arrays += _layer_arrays(h5, h5.group(group, name), layer)
        except ProblemError as error:
            if not skip_mismatch:
                raise
            warnings.warn(f"{layer.name} keeps its weights: {error}", stacklevel=4)
    values = [(layer, weight, array.read()) for layer, weight, array in arrays]
    for layer, weight, value in values:
        layer.array(weight)[...] = value
    for layer, _, _ in values:
        layer.after_loading()


def _weights_of(h5: H5, group: Any, name: str) -> list[str]:
    layer_group = h5.group(group, name)
    if layer_group is None:
        raise h5.error(f"there is no layer {name[:100]}")
    return h5.texts(layer_group, "weight_names")


def _layer_arrays(h5: H5, group: Any, layer: Any) -> list[tuple[Layer, str, Any]]:
    names = [] if group is None else h5.texts(group, "weight_names")
    weights = named_weights(layer)
    if len(names) != len(weights):
        raise fail("wrong_number_of_weights", layer=layer.name, expected=len(weights), received=len(names))
    arrays = [h5.array(group, name) for name in names]
    for (_, leaf, weight), array in zip(weights, arrays, strict=True):
        leaf.check_weight_shape(weight, array.shape)
    return [(leaf, weight, array) for (_, leaf, weight), array in zip(weights, arrays, strict=True)]
