"""Wrapper: a layer around other layers, whose weights are theirs."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from engine.arrays import Array, Shape
from engine.budgets import MAX_PARAMETERS
from engine.layers.base import Layer
from engine.layers.nested import take_place


@dataclass(eq=False, repr=False, kw_only=True)
class Wrapper(Layer, ABC):
    """Base of Bidirectional and TimeDistributed. Each layer inside is an attribute by the name it has in ``inner``."""

    @abstractmethod
    def inner_shape(self, input_shape: Shape) -> Shape:
        """The shape of the input that the layers inside see."""

    def check_input(self, input_shape: Shape) -> None:
        for layer in self.inner.values():
            layer.check_input(self.inner_shape(input_shape))

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        return {f"{place}/{name}": shape for place, layer in self.inner.items()
                for name, shape in layer.weight_shapes(self.inner_shape(input_shape)).items()}

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        self.check_input(input_shape)
        if (asked := self.count_params(input_shape)) > MAX_PARAMETERS:
            raise self.problem("too_many_parameters", asked=asked, limit=MAX_PARAMETERS)
        take_place(self, self.stream)
        for layer in self.inner.values():
            layer.build(self.inner_shape(input_shape), seed)
        self.built_from = input_shape

    def without_gradients(self) -> Layer:
        return self.twin(gradients={}, **{place: layer.without_gradients() for place, layer in self.inner.items()})

    def lend(self, place: str) -> Layer:
        """A layer inside, with the room for gradients that this layer has for it."""
        layer = self.inner[place]
        layer.gradients = {name.removeprefix(f"{place}/"): array for name, array in self.gradients.items()
                           if name.startswith(f"{place}/")}
        return layer


def under(place: str, grads: dict[str, Array]) -> dict[str, Array]:
    """The gradients of a layer inside by the names that the wrapper has for its weights."""
    return {f"{place}/{name}": gradient for name, gradient in grads.items()}
