"""A stack of layers that computes: forward from the data, backward from the loss."""

from copy import copy
from typing import Any, final

from engine.arrays import Array, Shape
from engine.layers.base import Layer
from engine.models.parameters import Parameters
from engine.models.sizes import shapes_through
from engine.random import INFERENCE, Moment


@final
class Network:
    """Layers in order, built for one input shape.

    Pickles without its flat vectors; they are laid out again at the first use of :attr:`parameters`.
    """

    def __init__(self, layers: list[Layer]) -> None:
        self.layers = list(layers)
        self._parameters: Parameters | None = None

    def build(self, input_shape: Shape, seed: int) -> None:
        """Make the weights of every layer that has none yet; a problem if one was built for other inputs."""
        inputs = [input_shape, *shapes_through(self.layers, input_shape)]
        for index, (layer, shape) in enumerate(zip(self.layers, inputs, strict=False)):
            layer.stream = index
            if not layer.built:
                layer.build(shape, seed)
            elif layer.weight_shapes(shape) != layer.weight_shapes(layer.built_from or shape):
                raise layer.problem("incompatible_input", expected=layer.built_from, received=shape)
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
        """The trained weights as one vector; laid out anew if others are trained now, or another model took them."""
        if self._parameters is None or not self._parameters.holds(self.layers):
            self._parameters = Parameters(self.layers)
        return self._parameters

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
        return {"layers": [_without_gradients(layer) for layer in self.layers], "_parameters": None}


def _without_gradients(layer: Layer) -> Layer:
    """A layer of the same weights that does not carry the gradients of the last batch."""
    bare = copy(layer)
    bare.gradients = {}
    return bare
