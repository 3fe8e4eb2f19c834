"""Edits of a stack as pure functions from spec to spec; undo is a list of specs."""

from dataclasses import replace
from typing import Any

from engine import registry
from engine.hyperparameters import hyperparameters
from engine.specs.canonical import as_plain, is_default
from engine.specs.objects import ModelSpec, ObjectSpec


def insert(model: ModelSpec, index: int, *layers: ObjectSpec) -> ModelSpec:
    """Insert layers before an index, which is clipped to the stack; index 0 is next to the data."""
    at = min(max(index, 0), len(model.layers))
    return replace(model, layers=(*model.layers[:at], *layers, *model.layers[at:]))


def remove(model: ModelSpec, index: int) -> ModelSpec:
    """Remove the layer at an index."""
    return replace(model, layers=tuple(layer for i, layer in enumerate(model.layers) if i != index))


def move(model: ModelSpec, source: int, target: int) -> ModelSpec:
    """Move a layer; ``target`` is its index afterwards."""
    if not 0 <= source < len(model.layers):
        return model
    return insert(remove(model, source), target, model.layers[source])


def configure(model: ModelSpec, index: int, name: str, value: Any) -> ModelSpec:
    """Set one hyperparameter of a layer; a value at its default is removed from the config."""
    layers = list(model.layers)
    layers[index] = configure_object("layer", layers[index], name, value)
    return replace(model, layers=tuple(layers))


def configure_object(kind: str, spec: ObjectSpec, name: str, value: Any) -> ObjectSpec:
    """Set one hyperparameter of an object spec."""
    cls = registry.table(kind).get(spec.class_name)
    config = {k: v for k, v in spec.config.items() if k != name}
    f = None if cls is None else hyperparameters(cls).get(name)
    value = value if f is None else as_plain(f, value)
    return ObjectSpec(spec.class_name, config if f is not None and is_default(f, value) else {**config, name: value})
