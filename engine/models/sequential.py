"""Sequential: a linear stack of layers."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, final

import numpy as np

from engine.cells.base import Cell
from engine.errors import did_you_mean, fail
from engine.layers.base import Layer
from engine.layers.input_layer import InputLayer
from engine.models.model import Model
from engine.models.summary import summary_text
from engine.naming import auto_name
from engine.network.network import Network
from engine.network.sizes import shapes_through
from engine.typing import Array, Shape
from engine.utils.seed import default_seed
from engine.variables import Variable


@final
class Sequential(Model):
    """A linear stack of layers: the output of each is the input of the next.

    The input shape is given by an ``Input``, by the first layer's ``input_shape``, or by the data at the first ``fit``.
    """

    def __init__(self, layers: "Sequence[Layer | Sequential] | None" = None, trainable: bool = True,
                 name: str | None = None) -> None:
        self.name = name or auto_name(type(self))
        self.network = Network([])
        self.input_shape: Shape | None = None
        self.input_dtype: str | None = None
        for layer in layers or []:
            self.add(layer)
        if not trainable:
            self.trainable = False

    # --- structure --------------------------------------------------------------------------------------------

    @property
    def layers(self) -> list[Layer]:
        """The layers, without Input."""
        return list(self.network.layers)

    def add(self, layer: "Layer | Sequential") -> None:
        """Append a layer, or all layers of a model, which both models then share. Names of layers must be unique."""
        if isinstance(layer, Sequential):
            self._add_all(layer)
            return
        if isinstance(layer, Cell):
            raise fail("cell_in_a_stack", "layers", value=type(layer).__name__)
        if isinstance(layer, type) or not isinstance(layer, Layer):
            raise fail("not_a_layer", "layers", value=layer)
        if any(layer is other or layer.name == other.name for other in self.network.layers):
            raise fail("name_taken", layer.name or "", layer=layer.name)
        if isinstance(layer, InputLayer) and (self.network.layers or self.input_shape is not None):
            raise fail("input_not_first", layer.name or "", layer=layer.name)
        if not self.network.layers and self.input_shape is None:
            self.input_shape = layer.batch_input_shape
        if isinstance(layer, InputLayer):
            self.input_dtype = layer.dtype
            return
        network = Network([*self.network.layers, layer])
        if self.input_shape is not None:
            network.build(self.input_shape, default_seed())
        self.network = network

    def _add_all(self, model: "Sequential") -> None:
        if not self.network.layers and self.input_shape is None:
            self.input_shape, self.input_dtype = model.input_shape, model.input_dtype
        for layer in model.network.layers:
            self.add(layer)

    def pop(self) -> Layer:
        """Remove and return the last layer."""
        if not self.network.layers:
            raise fail("no_layers", "layers", model=self.name)
        *rest, last = self.network.layers
        self.network = Network(rest)
        return last

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return the layer with this name or index."""
        if index is not None:
            if index >= len(self.network.layers):
                raise fail("no_such_layer", "index", value=index, hint=f" It has {len(self.network.layers)} layers.")
            return self.network.layers[index]
        for layer in self.network.layers:
            if layer.name == name:
                return layer
        names = [layer.name or "" for layer in self.network.layers]
        raise fail("no_such_layer", "name", value=name, hint=did_you_mean(name, names) or f" Layers: {names}.")

    def build(self, input_shape: Shape | None = None) -> None:
        """Create the weights for inputs of this shape, batch axis included."""
        shape = input_shape or self.input_shape
        if not self.network.layers:
            raise fail("no_layers", "layers", model=self.name)
        if shape is None:
            raise fail("no_input_shape", "input_shape", model=self.name)
        self.input_shape = tuple(shape)
        self.network.build(self.input_shape, default_seed())

    @property
    def built(self) -> bool:
        return bool(self.network.layers) and all(layer.built for layer in self.network.layers)

    @property
    def output_shape(self) -> Shape:
        if self.input_shape is None:
            raise fail("no_input_shape", "input_shape", model=self.name)
        return shapes_through(self.network.layers, self.input_shape)[-1] if self.network.layers else self.input_shape

    @property
    def trainable(self) -> bool:
        return any(layer.trainable for layer in self.network.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.network.layers:
            layer.trainable = value

    def summary(self, line_length: int | None = None, positions: Sequence[float] | None = None,
                print_fn: Callable[[str], Any] | None = None, expand_nested: bool = False,
                show_trainable: bool = False) -> None:
        """Print the table of layers, output shapes and parameters.

        line_length: in characters. positions: the right end of each column as a fraction of the line. print_fn: called
        with the whole text instead of ``print``.
        """
        slots = self.compiled.slots if self.compiled else None
        text = summary_text(self.name, self.layers, slots, line_length, positions, show_trainable)
        print(text, end="") if print_fn is None else print_fn(text)

    # --- weights ----------------------------------------------------------------------------------------------

    def count_params(self) -> int:
        """The number of parameters in all weights."""
        return sum(layer.count_params() for layer in self.network.layers)

    @property
    def weights(self) -> list[Variable]:
        return [w for layer in self.network.layers for w in layer.weights]

    @property
    def trainable_weights(self) -> list[Variable]:
        return [w for layer in self.network.layers for w in layer.trainable_weights]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        return [w for layer in self.network.layers for w in layer.non_trainable_weights]

    variables, trainable_variables, non_trainable_variables = weights, trainable_weights, non_trainable_weights

    def get_weights(self) -> list[Array]:
        """Copies of all weights as NumPy arrays, layer by layer."""
        return self.network.get_weights()

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Replace all weights by arrays in the order of :meth:`get_weights`."""
        counts = [len(layer.weight_names()) for layer in self.network.layers]
        if sum(counts) != len(weights):
            raise fail("wrong_number_of_weights", "weights", layer=self.name, expected=sum(counts),
                       received=len(weights))
        remaining = iter(weights)
        for layer, count in zip(self.network.layers, counts, strict=True):
            layer.set_weights(list(islice(remaining, count)))

    @property
    def losses(self) -> list[float]:
        """The current penalty of each regularizer of a trainable weight."""
        return [penalty for layer in self.network.layers for penalty in layer.losses]

    # --- use --------------------------------------------------------------------------------------------------

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Outputs of one batch; builds the model if necessary."""
        y, mask = np.asarray(x), None
        if not self.built:
            self.build((None, *y.shape[1:]))
        for layer in self.network.layers:
            y, layer_input = layer(y, training=training, mask=mask), layer.as_input(y)
            mask = layer.compute_mask(layer_input, mask)
        return y

    def reset_states(self) -> None:
        """Reset the state of every stateful layer."""
        for layer in self.network.layers:
            layer.reset_state()

    reset_state = reset_states

    def __repr__(self) -> str:
        return f"<Sequential name={self.name}, built={self.built}>"
