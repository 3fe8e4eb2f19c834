"""``.h5`` files in the layout of Keras 2, which Keras 3 still knows: groups by layer name, names in attributes."""

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
from engine.layers.vocabulary_layer import VocabularyLayer
from engine.saving.archive import require_numbers
from engine.saving.compiling import compile_from, training_config
from engine.saving.damage import parsed, reading
from engine.saving.hdf5 import H5
from engine.saving.legacy_optimizers import read_memory
from engine.saving.optimizers import memory_of
from engine.saving.structure import model_config, stack_from
from engine.saving.weights import check_shape
from engine.version import KERAS

VERSION = {"backend": "tensorflow", "keras_version": KERAS}
CHUNK = 64_512
"""Bytes that HDF5 lets one attribute hold."""


# --- writing ------------------------------------------------------------------------------------------------------


def whole_model(model: Any, include_optimizer: bool = True) -> bytes:
    """A model as the bytes of an ``.h5`` file."""
    stored = BytesIO()
    with h5py.File(stored, "w") as file:
        file.attrs.update(VERSION)
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": _legacy_config(model)})
        _write_layers(file.create_group("model_weights"), model)
        if include_optimizer and model.compiled is not None:
            file.attrs["training_config"] = json.dumps(training_config(model))
            kept = memory_of(model)
            _write_arrays(file.create_group("optimizer_weights"), [name for name, _ in kept], [a for _, a in kept])
    return stored.getvalue()


def weights_alone(model: Any) -> bytes:
    """The weights of a model as the bytes of an ``.h5`` file."""
    stored = BytesIO()
    with h5py.File(stored, "w") as file:
        _write_layers(file, model)
    return stored.getvalue()


def _legacy_config(model: Any) -> dict[str, Any]:
    """The layers' classes and configs; a learned vocabulary becomes a given one, for there is no other place for it."""
    config = model_config(model)
    learned = {layer.name: layer.learned_config() for layer in model.layers if isinstance(layer, VocabularyLayer)}
    return {**config, "layers": [
        {"class_name": entry["class_name"],
         "config": {**entry["config"], **learned.get(entry["config"].get("name"), {})}}
        for entry in config["layers"]]}


def _write_layers(group: Any, model: Any) -> None:
    _write_names(group, "layer_names", [layer.name for layer in model.layers])
    group.attrs.update(VERSION)
    for layer in sorted(model.layers, key=lambda layer: layer.name):
        found = named_weights(layer)
        _write_arrays(group.create_group(layer.name), [f"{model.name}/{name}" for name, _ in found],
                      [layer.array(weight) for _, weight in found])
    _write_names(group.create_group("top_level_model_weights"), "weight_names", [])


def _write_arrays(group: Any, names: list[str], arrays: list[Any]) -> None:
    _write_names(group, "weight_names", names)
    for name, array in zip(names, arrays, strict=True):
        group.create_dataset(name, data=array)


def _write_names(group: Any, attribute: str, names: list[str]) -> None:
    """Names as an attribute; as several where they would be too long for one."""
    encoded = [name.encode() for name in names]
    pieces = 1
    while any(np.asarray(piece).nbytes > CHUNK for piece in np.array_split(np.asarray(encoded), pieces)):
        pieces += 1
    if pieces == 1:
        group.attrs[attribute] = encoded
        return
    for number, piece in enumerate(np.array_split(np.asarray(encoded), pieces)):
        group.attrs[f"{attribute}{number}"] = piece


def named_weights(layer: Layer) -> list[tuple[str, str]]:
    """Keras's path of each weight, such as ``gru/gru_cell/kernel``, with the layer's name of it; trained ones first."""
    owners: dict[str, str] = {}
    found = []
    for place in layer.weight_groups():
        parts = place.group.split("/") if place.group else []
        owners[place.group] = place.owner
        above = [owners.get("/".join(parts[:n]), "") for n in range(len(parts) + 1)]
        path = "/".join(owner for owner in above if owner)
        found += [(f"{path}/{name}", weight) for name, weight in place.weights.items()]
    trained = layer.weight_names(trainable=True)
    return sorted(found, key=lambda pair: pair[1] not in trained)


# --- reading ------------------------------------------------------------------------------------------------------


def read_model(data: bytes, file: str, custom_objects: Mapping[str, Any] | None, compiled: bool) -> Any:
    """The model in an ``.h5`` file; compiled: whether to compile it as it was."""
    with reading(file), H5(data, file) as h5:
        text = h5.text(h5.root, "model_config")
        group = h5.group(h5.root, "model_weights")
        if text is None or group is None:
            raise fail("weights_only", file=file)
        with scope(custom_objects):
            stack = stack_from(parsed(text, file), file)
            require_numbers(stack, len(data), file)
            model = stack.model()
            training = h5.text(h5.root, "training_config") if compiled else None
            if training is not None:
                compile_from(model, parsed(training, file))
        if model.built:
            read_layers(h5, group, model)
        if model.built and training is not None:
            read_memory(h5, model)
    return model


def read_layers(h5: H5, group: Any, model: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Put the weights of a file into a built model: layer after layer, or by the names of the layers."""
    stored = [name for name in h5.texts(group, "layer_names") if by_name or _weights_of(h5, group, name)]
    layers = [layer for layer in model.layers if layer.weight_names()]
    if by_name:
        pairs = [(layer, layer.name) for layer in layers if layer.name in stored]
    elif len(layers) == len(stored):
        pairs = list(zip(layers, stored, strict=True))
    else:
        raise fail("wrong_number_of_layers", file=h5.file, expected=len(layers), received=len(stored))
    found = []
    for layer, name in pairs:
        try:
            found += _layer_arrays(h5, h5.group(group, name), layer)
        except ProblemError as error:
            if not skip_mismatch:
                raise
            warnings.warn(f"{layer.name} keeps its weights: {error}", stacklevel=4)
    values = [(layer, weight, array.read()) for layer, weight, array in found]
    for layer, weight, value in values:
        layer.array(weight)[...] = value


def _weights_of(h5: H5, group: Any, name: str) -> list[str]:
    inner = h5.group(group, name)
    if inner is None:
        raise h5.damage(f"there is no layer {name[:100]}")
    return h5.texts(inner, "weight_names")


def _layer_arrays(h5: H5, group: Any, layer: Layer) -> list[tuple[Layer, str, Any]]:
    names = [] if group is None else h5.texts(group, "weight_names")
    weights = [weight for _, weight in named_weights(layer)]
    if len(names) != len(weights):
        raise layer.problem("wrong_number_of_weights", expected=len(weights), received=len(names))
    arrays = [h5.array(group, name) for name in names]
    for weight, array in zip(weights, arrays, strict=True):
        check_shape(layer, weight, array.shape)
    return [(layer, weight, array) for weight, array in zip(weights, arrays, strict=True)]
