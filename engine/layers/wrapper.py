"""Wrapper: base of the layers that contain other layers and have no further weights."""

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

    Each inner layer is an attribute named by its key in ``inner``.
    """

    @abstractmethod
    def inner_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        """The input shape of each inner layer."""

    def check_input(self, input_shape: Shape) -> None:
        for key, shape in self.inner_shapes(input_shape).items():
            self.inner[key].check_input(shape)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        return {f"{key}/{name}": shape for key, inner_shape in self.inner_shapes(input_shape).items()
                for name, shape in self.inner[key].weight_shapes(inner_shape).items()}

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        self.check_input(input_shape)
        if (requested := self.count_params(input_shape)) > MAX_PARAMETERS:
            raise self.problem("too_many_parameters", asked=requested, limit=MAX_PARAMETERS)
        assign_stream(self, self.stream)
        seed = vars(self).get("build_seed", seed)
        for key, shape in self.inner_shapes(input_shape).items():
            layer = self.inner[key]
            if not layer.built:
                layer.build(shape, seed)
            elif layer.weight_shapes(shape) != layer.weight_shapes(layer.built_input_shape or shape):
                raise layer.problem("incompatible_input", expected=layer.built_input_shape, received=shape)
        self.built_input_shape = input_shape
        self.adopt_variables()

    def weight_groups(self) -> list[WeightGroup]:
        groups = [WeightGroup(f"{key}/{group.path}".rstrip("/"), group.owner,
                              {keras_name: f"{key}/{name}" for keras_name, name in group.weights.items()})
                  for key, layer in self.inner.items() for group in layer.weight_groups()]
        return [WeightGroup("", str(self.name), {}), *groups]

    def variable_paths(self) -> dict[str, str]:
        return {f"{key}/{name}": f"{self.name}/{path}" for key, layer in self.inner.items()
                for name, path in layer.variable_paths().items()}

    def __repr__(self) -> str:
        inner = [f"{key}={layer!r}" for key, layer in self.inner.items()]
        options = [f"{name}={value!r}" for name, value in written_config(self).items() if not name.endswith("layer")]
        return f"{type(self).__name__}({', '.join([*inner, *options])})"

    def with_buffers(self, key: str) -> Layer:
        """Give an inner layer its part of this layer's gradient buffers, and return it."""
        layer = self.inner[key]
        layer.gradients = {name.removeprefix(f"{key}/"): array for name, array in self.gradients.items()
                           if name.startswith(f"{key}/")}
        return layer


def prefix(key: str, grads: dict[str, Array]) -> dict[str, Array]:
    """The gradients of the inner layer ``key``, by the names that its weights have in the wrapper: ``key/name``."""
    return {f"{key}/{name}": grad for name, grad in grads.items()}
