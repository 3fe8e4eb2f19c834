"""Layers inside layers: whose weight a name such as ``layer/kernel`` is, and which random numbers are whose."""

from typing import TYPE_CHECKING

from engine.budgets import MAX_LAYERS

if TYPE_CHECKING:
    from engine.layers.weighted import Weighted


def owner_of(layer: "Weighted", name: str) -> tuple["Weighted", str]:
    """The layer, the given one or one inside, that holds a weight, and the weight's name there."""
    place, _, rest = name.partition("/")
    return owner_of(layer.inner[place], rest) if rest else (layer, name)


def take_place(layer: "Weighted", stream: int) -> None:
    """Give a layer, and each of those inside, its own stream of random numbers."""
    layer.stream = stream
    for number, part in enumerate(layer.inner.values(), 1):
        take_place(part, MAX_LAYERS * (stream + 1) + number)
