"""Leaves: the layers of a model in one row, with those of the models inside it; weights of layers at two places.

A network runs the leaves; the model itself shows its own layers, some of which may be models.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine.layers.base import Layer
from engine.layers.layer_weights import WeightOwner, weight_owner


def is_model(item: Any) -> bool:
    """Whether an entry of a model's ``layers`` is a model, which has ``layers`` too."""
    return not isinstance(item, Layer)


def leaf_layers(layers: Iterable[Any]) -> list[Layer]:
    """The layers in the order in which they run, where models are replaced by their layers."""
    return [leaf for layer in layers for leaf in (leaf_layers(layer.layers) if is_model(layer) else [layer])]


def leaf_paths(layers: Iterable[Any], prefix: str = "") -> list[str]:
    """The path of every leaf: the names of the models around it and its name, such as ``base/dense``."""
    return [path for layer in layers for path in (
        leaf_paths(layer.layers, f"{prefix}{layer.name}/") if is_model(layer) else [f"{prefix}{layer.name}"])]


def models_in(layers: Iterable[Any]) -> Iterator[Any]:
    """All models among the layers, at any depth."""
    for layer in layers:
        if is_model(layer):
            yield layer
            yield from models_in(layer.layers)


def has_repeats(layers: Iterable[WeightOwner]) -> bool:
    """Whether a layer, or a layer inside one such as TimeDistributed, is at two places."""
    visited: set[int] = set()
    return any(id(part) in visited or visited.add(id(part)) for layer in layers  # type: ignore[func-returns-value]
               for part in with_inner(layer))


def with_inner(layer: WeightOwner) -> Iterator[WeightOwner]:
    """A layer and the layers inside it, at any depth."""
    yield layer
    for inner in layer.inner.values():
        yield from with_inner(inner)


def weight_key(layer: WeightOwner, name: str) -> tuple[int, str]:
    """What tells a weight from all others, whatever layer or wrapper it is reached through."""
    owner, attribute = weight_owner(layer, name)
    return id(owner), attribute


def unique_weights(layers: Sequence[Layer], trainable: bool | None = None) -> list[tuple[Layer, str]]:
    """All weights as pairs of layer and name, each once, at its first place.

    trainable: True for the trainable ones only, False for the others.
    """
    pairs = [(layer, name) for layer in layers for name in layer.weight_names(trainable)]
    first = {weight_key(*pair): pair for pair in reversed(pairs)}
    return [pair for pair in pairs if first[weight_key(*pair)] is pair]
