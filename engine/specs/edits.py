"""Edits of a stack: pure functions from spec to spec, so that undo is a list of specs."""

from dataclasses import replace
from typing import Any

from engine import registry
from engine.hyperparameters import hyperparameters
from engine.specs.canonical import as_plain, is_default
from engine.specs.objects import ModelSpec, ObjectSpec


def insert(model: ModelSpec, index: int, *layers: ObjectSpec) -> ModelSpec:
    """Layers put in at a place; 0 is next to the data."""
    at = min(max(index, 0), len(model.layers))
    return replace(model, layers=(*model.layers[:at], *layers, *model.layers[at:]))


def remove(model: ModelSpec, index: int) -> ModelSpec:
    """Without the layer at a place."""
    return replace(model, layers=tuple(layer for i, layer in enumerate(model.layers) if i != index))


def move(model: ModelSpec, source: int, target: int) -> ModelSpec:
    """A layer taken from one place to another; ``target`` is its place afterwards."""
    if not 0 <= source < len(model.layers):
        return model
    return insert(remove(model, source), target, model.layers[source])


def configure(model: ModelSpec, index: int, name: str, value: Any) -> ModelSpec:
    """A layer with one hyperparameter changed; a value at its default is no longer written."""
    layers = list(model.layers)
    layers[index] = configured("layer", layers[index], name, value)
    return replace(model, layers=tuple(layers))


def configured(kind: str, spec: ObjectSpec, name: str, value: Any) -> ObjectSpec:
    """A spec with one hyperparameter changed."""
    cls = registry.table(kind).get(spec.class_name)
    config = {k: v for k, v in spec.config.items() if k != name}
    f = None if cls is None else hyperparameters(cls).get(name)
    value = value if f is None else as_plain(f, value)
    return ObjectSpec(spec.class_name, config if f is not None and is_default(f, value) else {**config, name: value})
