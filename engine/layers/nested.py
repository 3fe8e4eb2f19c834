"""Layers inside layers: whose weight a name such as ``layer/kernel`` is, and which random numbers are whose."""

from typing import TYPE_CHECKING

from engine.limits import MAX_LAYERS

if TYPE_CHECKING:
    from engine.layers.weighted import Weighted


def weight_owner(layer: "Weighted", name: str) -> tuple["Weighted", str]:
    """The layer, the given one or one inside, that holds a weight, and the weight's name there."""
    place, _, rest = name.partition("/")
    return weight_owner(layer.inner[place], rest) if rest else (layer, name)


def assign_stream(layer: "Weighted", stream: int) -> None:
    """Give a layer, and each of those inside, its own stream of random numbers."""
    layer.stream = stream
    for number, part in enumerate(layer.inner.values(), 1):
        assign_stream(part, MAX_LAYERS * (stream + 1) + number)
