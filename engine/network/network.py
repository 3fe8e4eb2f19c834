"""Network: a stack of layers as one function, with its forward pass."""

import warnings
from collections.abc import Sequence
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.layers.base import Layer
from engine.layers.layer_weights import assign_stream
from engine.layers.leaves import has_repeats, unique_weights
from engine.network.mask_messages import mask_messages
from engine.network.parameters import Parameters
from engine.network.sizes import shapes_through
from engine.overrides import is_own
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
class Network:
    """Layers in order, built for one input shape. A layer may be at several places, which then share its weights.

    paths: of the layers, by default their names; they tell apart layers of the same name in different models.
    trainable: False if no weight is to be trained, whatever the layers say.
    The flat vectors of :attr:`parameters` are not pickled; they are created again at first use.
    """

    def __init__(self, layers: Sequence[Layer], paths: Sequence[str] | None = None, trainable: bool = True) -> None:
        self.layers = list(layers)
        self.paths = [str(layer.name) for layer in layers] if paths is None else list(paths)
        self.trainable = trainable
        self._parameters: Parameters | None = None
        self._has_repeats: bool | None = None

    @property
    def has_repeats(self) -> bool:
        """Whether a layer is at two places."""
        if self._has_repeats is None:
            self._has_repeats = has_repeats(self.layers)
        return self._has_repeats

    def build(self, input_shape: Shape, seed: int, scope: str = "") -> None:
        """Create the weights of all layers that are not built yet; raises if the weights of a built one do not fit.

        scope: the model's name, with which the paths of the weights begin.
        """
        new = [layer for layer in self.layers if not layer.built]
        for index, layer in enumerate(self.layers):
            if is_own(type(layer)) and not layer.built:  # it is built where its output shape is asked for
                assign_stream(layer, index)
                layer.scope = scope
                vars(layer).setdefault("build_seed", seed)
        inputs = [input_shape, *shapes_through(self.layers, input_shape)]
        for index, (layer, shape) in enumerate(zip(self.layers, inputs, strict=False)):
            assign_stream(layer, index)
            if not layer.built:
                layer.scope = scope
                layer.build(shape, seed)
            elif layer.weight_shapes(shape) != layer.weight_shapes(layer.built_input_shape or shape):
                raise layer.problem("incompatible_input", expected=layer.built_input_shape, received=shape)
        self._parameters = None
        for layer, message in mask_messages(self.layers, inputs) if new else ():
            if layer in new:
                warnings.warn(message, stacklevel=2)

    @property
    def dtype(self) -> str:
        """The dtype that the layers compute in."""
        return self.layers[0].compute_dtype

    @property
    def batch_size(self) -> int | None:
        """The fixed number of samples of every batch; None if any number is accepted."""
        shape = self.layers[0].input_shape
        return None if shape is None else shape[0]

    @property
    def output_shape(self) -> Shape:
        """The shape of the last layer's output, batch axis included."""
        shape = self.layers[-1].output_shape
        assert shape is not None
        return shape

    @property
    def parameters(self) -> Parameters:
        """The trainable weights as one vector.

        It is created again if other weights are trainable now, or if another model that shares the layers has moved
        them into its own vector.
        """
        weights = self.trainable_weights()
        if self._parameters is None or not self._parameters.holds(weights):
            self._parameters = Parameters(self.layers, self.paths, weights)
        elif not self._parameters.is_attached(self.layers):
            self._parameters.attach(self.layers)
        return self._parameters

    def trainable_weights(self) -> list[tuple[Layer, str]]:
        """The trainable weights as pairs of layer and name, each once."""
        if not self.trainable:
            return []
        if self.has_repeats:
            return unique_weights(self.layers, trainable=True)
        return [(layer, name) for layer in self.layers for name in layer.weight_names(trainable=True)]

    def as_input(self, x: Array) -> Array:
        """Cast a batch to the dtype that the first layer takes."""
        return self.layers[0].as_input(x)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, list[Any], Array | None]:
        """Return ``(y, caches, mask)`` for a batch x, ``(batch, …)``.

        caches: the pair of output and cache of every layer. mask: True for the time steps of ``y`` that count,
        ``(batch, time)``; None if all count.
        """
        caches = []
        for layer in self.layers:
            y, cache = layer.forward(x, context)
            context = context.masked(layer.compute_mask(x, context.mask))
            caches.append((y, cache))
            x = y
        return x, caches, context.mask

    def get_weights(self) -> list[Array]:
        """Copies of all weights, layer by layer; those of a layer at two places once."""
        return [layer.array(name).copy() for layer, name in unique_weights(self.layers)]

    def set_weights(self, weights: Sequence[Array], model: str) -> None:
        """Replace all weights by arrays in the order of :meth:`get_weights`; the shapes must be the same.

        model: its name, for the ProblemError if another number of arrays is given.
        """
        pairs = unique_weights(self.layers)
        if len(pairs) != len(weights):
            raise fail("wrong_number_of_weights", "weights", layer=model, expected=len(pairs), received=len(weights))
        arrays = [np.asarray(w) for w in weights]
        for (layer, name), array in zip(pairs, arrays, strict=True):
            layer.check_weight_shape(name, array.shape)
        for (layer, name), array in zip(pairs, arrays, strict=True):
            layer.array(name)[...] = array
        for layer in self.layers:
            layer.after_loading()

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_parameters": None}
