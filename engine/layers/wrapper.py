"""Wrapper: a layer around other layers, whose weights are theirs."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from engine.hyperparameters import written_config
from engine.layers.base import Layer
from engine.layers.layer_serialization import WeightGroup
from engine.layers.layer_weights import assign_stream
from engine.limits import MAX_PARAMETERS
from engine.typing import Array, Shape


@dataclass(eq=False, repr=False, kw_only=True)
class Wrapper(Layer, ABC):
    """Base of Bidirectional, TimeDistributed and RNN.

    Each layer inside is an attribute by the name it has in ``inner``.
    """

    @abstractmethod
    def inner_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """The shape of the input that each layer inside sees."""

    def check_input(self, input_shape: Shape) -> None:
        for place, shape in self.inner_shapes(input_shape).items():
            self.inner[place].check_input(shape)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        return {f"{place}/{name}": shape for place, seen in self.inner_shapes(input_shape).items()
                for name, shape in self.inner[place].weight_shapes(seen).items()}

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        self.check_input(input_shape)
        if (asked := self.count_params(input_shape)) > MAX_PARAMETERS:
            raise self.problem("too_many_parameters", asked=asked, limit=MAX_PARAMETERS)
        assign_stream(self, self.stream)
        for place, shape in self.inner_shapes(input_shape).items():
            self.inner[place].build(shape, seed)
        self.built_input_shape = input_shape

    def weight_groups(self) -> list[WeightGroup]:
        groups = [WeightGroup(f"{prefix}/{group.path}".rstrip("/"), group.owner,
                              {keras_name: f"{prefix}/{name}" for keras_name, name in group.weights.items()})
                  for prefix, layer in self.inner.items() for group in layer.weight_groups()]
        return [WeightGroup("", str(self.name), {}), *groups]

    def without_gradients(self) -> Layer:
        inner = {name: layer.without_gradients() for name, layer in self.inner.items()}
        return self.with_attributes(gradients={}, **inner)

    def __repr__(self) -> str:
        inside = [f"{place}={layer!r}" for place, layer in self.inner.items()]
        own = [f"{name}={value!r}" for name, value in written_config(self).items() if not name.endswith("layer")]
        return f"{type(self).__name__}({', '.join([*inside, *own])})"

    def lend(self, place: str) -> Layer:
        """A layer inside, with the room for gradients that this layer has for it."""
        layer = self.inner[place]
        layer.gradients = {name.removeprefix(f"{place}/"): array for name, array in self.gradients.items()
                           if name.startswith(f"{place}/")}
        return layer


def under(place: str, grads: dict[str, Array]) -> dict[str, Array]:
    """The gradients of a layer inside by the names that the wrapper has for its weights."""
    return {f"{place}/{name}": gradient for name, gradient in grads.items()}
