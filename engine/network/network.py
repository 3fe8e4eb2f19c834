"""A stack of layers that computes: forward from the data, backward from the loss."""

from typing import Any, final

from engine.layers.base import Layer
from engine.layers.layer_weights import assign_stream
from engine.network.parameters import Parameters
from engine.network.sizes import shapes_through
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


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
            assign_stream(layer, index)
            if not layer.built:
                layer.build(shape, seed)
            elif layer.weight_shapes(shape) != layer.weight_shapes(layer.built_input_shape or shape):
                raise layer.problem("incompatible_input", expected=layer.built_input_shape, received=shape)
        self._parameters = None

    @property
    def dtype(self) -> str:
        """The type that the layers compute in."""
        return self.layers[0].compute_dtype

    @property
    def batch_size(self) -> int | None:
        """How many samples every batch has; None where any number will do."""
        shape = self.layers[0].input_shape
        return None if shape is None else shape[0]

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

    def as_input(self, x: Array) -> Array:
        """A batch in the type that the first layer takes."""
        return self.layers[0].as_input(x)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, list[Any], Array | None]:
        """``(y, caches, mask)``, with a pair of output and cache for every layer; x: ``(batch, …)``.

        mask: which time steps of ``y`` count, ``(batch, time)``; None where all do.
        """
        caches = []
        for layer in self.layers:
            y, cache = layer.forward(x, context)
            context = context.masked(layer.compute_mask(x, context.mask))
            caches.append((y, cache))
            x = y
        return x, caches, context.mask

    def get_weights(self) -> list[Array]:
        """Copies of all weights, layer by layer, as ``Sequential.get_weights``."""
        return [w for layer in self.layers for w in layer.get_weights()]

    def __getstate__(self) -> dict[str, Any]:
        return {"layers": [layer.without_gradients() for layer in self.layers], "_parameters": None}
