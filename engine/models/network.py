"""A stack of layers that computes: forward from the data, backward from the loss."""

from typing import Any, final

import numpy as np

from engine import budgets
from engine.arrays import Array, Shape
from engine.layers.base import Layer
from engine.models.parameters import Parameters
from engine.problems import fail
from engine.random import INFERENCE, Moment


def shapes_through(layers: list[Layer], input_shape: Shape) -> list[Shape]:
    """The output shape after every layer, without making any array; raises at the first layer that does not fit."""
    shapes = []
    for layer in layers:
        layer.check_input(input_shape)
        input_shape = layer.compute_output_shape(input_shape)
        shapes.append(input_shape)
    return shapes


def check_budget(layers: list[Layer], input_shape: Shape) -> None:
    """Raise a problem if the weights or one sample's activations would not fit the limits; takes no memory."""
    parameters = 0
    for layer, shape in zip(layers, [input_shape, *shapes_through(layers, input_shape)], strict=False):
        parameters += layer.count_params(shape)
        if parameters > budgets.MAX_PARAMETERS:
            raise fail("too_many_parameters", layer.name or "", layer=layer.name, asked=parameters,
                       limit=budgets.MAX_PARAMETERS)
        size = int(np.prod([n or 1 for n in layer.compute_output_shape(shape)[1:]], dtype=object))
        if size > budgets.MAX_ACTIVATIONS_PER_SAMPLE:
            raise fail("too_large_output", layer.name or "", layer=layer.name, asked=size,
                       limit=budgets.MAX_ACTIVATIONS_PER_SAMPLE)


@final
class Network:
    """Layers in order, built for one input shape.

    Pickles without its flat vectors; they are laid out again at the first use of :attr:`parameters`.
    """

    def __init__(self, layers: list[Layer]) -> None:
        self.layers = list(layers)
        self._parameters: Parameters | None = None

    def build(self, input_shape: Shape, seed: int) -> None:
        """Make the weights of every layer that has none yet."""
        check_budget(self.layers, input_shape)
        for index, layer in enumerate(self.layers):
            layer.stream = index
            if not layer.built:
                layer.build(input_shape, seed)
            input_shape = layer.compute_output_shape(input_shape)
        self._parameters = None

    @property
    def dtype(self) -> str:
        """The type that the layers compute in."""
        return self.layers[0].compute_dtype

    @property
    def output_shape(self) -> Shape:
        """The shape of ``y``, ``(None, …)``."""
        shape = self.layers[-1].output_shape
        assert shape is not None
        return shape

    @property
    def parameters(self) -> Parameters:
        """The trained weights as one vector; laid out anew if which weights are trained has changed."""
        if self._parameters is None or self._trained() != [(s.layer, s.name) for s in self._parameters.segments]:
            self._parameters = Parameters(self.layers)
        return self._parameters

    def _trained(self) -> list[tuple[int, str]]:
        return [(i, name) for i, layer in enumerate(self.layers) for name in layer.weight_names(trainable=True)]

    def forward(self, x: Array, moment: Moment = INFERENCE) -> tuple[Array, list[Any]]:
        """``(y, caches)``, with a pair of output and cache for every layer; x: ``(batch, …)``."""
        caches = []
        for layer in self.layers:
            x, cache = layer.forward(x, moment)
            caches.append((x, cache))
        return x, caches

    def get_weights(self) -> list[Array]:
        """Copies of all weights, layer by layer, as ``Sequential.get_weights``."""
        return [w for layer in self.layers for w in layer.get_weights()]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_parameters": None}
