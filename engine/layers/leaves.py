"""Leaves: the layers of a model in one row, with those of the models inside it; weights of layers at two places.

A network runs the leaves; the model itself shows its own layers, some of which may be models.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from engine.layers.base import Layer
from engine.layers.layer_weights import WeightOwner, weight_owner
from engine.registry import snake_case
from engine.typing import Shape


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


def inputs_of_models(layers: Iterable[Any], inputs: Sequence[Shape]) -> Iterator[tuple[Any, Shape]]:
    """The models among the layers, at any depth, with their input shapes. inputs: the input shape of each leaf."""
    index = 0
    for layer in layers:
        if is_model(layer):
            yield layer, inputs[index]
            yield from inputs_of_models(layer.layers, inputs[index:])
        index += len(leaf_layers([layer]))


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


def layer_groups(model: Any) -> Iterator[tuple[str, Layer]]:
    """Yield pairs of a group's path and the layer saved in it, also for the layers of models among the layers.

    The path holds the class name, not the layer's name: ``layers/dense`` for the first Dense layer of the model,
    ``layers/dense_1`` for the second, ``layers/sequential/layers/dense`` for one in a model. A layer at several places
    is saved at the first.
    """
    visited: set[int] = set()
    for path, layer in all_groups(model):
        if not is_model(layer) and id(layer) not in visited:
            visited.add(id(layer))
            yield path, layer


def all_groups(model: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Paths and layers as in :func:`layer_groups`, with the models before their layers, at every place."""
    counts: Counter[str] = Counter()
    for layer in model.layers:
        name = snake_case("Sequential" if is_model(layer) else type(layer).__name__)
        path = f"{prefix}layers/{name}_{counts[name]}" if counts[name] else f"{prefix}layers/{name}"
        counts[name] += 1
        yield path, layer
        if is_model(layer):
            yield from all_groups(layer, f"{path}/")
