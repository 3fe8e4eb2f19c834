"""Sequential: a linear stack of layers."""

from collections.abc import Callable, Sequence
from typing import Any, final

import numpy as np

from engine.backend.as_tensor import as_tensor
from engine.backend.eager_tensor import eager
from engine.backend.tensor import Tensor, raw
from engine.cells.base import Cell
from engine.errors import did_you_mean, fail
from engine.layers.base import Layer
from engine.layers.call_arguments import CallArguments, attach_mask, bind_call
from engine.layers.calls import given_training, parameter_names, run_layer
from engine.layers.input_layer import InputLayer
from engine.layers.leaves import inputs_of_models, is_model, leaf_layers, leaf_paths, models_in, unique_weights
from engine.models.model import Model
from engine.models.summary import summary_text
from engine.naming import auto_name
from engine.network.network import Network
from engine.network.sizes import shapes_through
from engine.overrides import overrides
from engine.training.data_adapters.containers import only_array
from engine.training.own_steps import running_step
from engine.typing import Array, Shape
from engine.utils.seed import default_seed
from engine.variables import Variable


@final
class Sequential(Model):
    """A linear stack of layers: the output of each is the input of the next.

    The input shape is given by an ``Input``, by the first layer's ``input_shape``, or by the data at the first ``fit``.
    A model can be one of the layers; a layer or model at several places, here or in other models, shares its weights.
    """

    def __init__(self, layers: "Sequence[Layer | Sequential] | None" = None, trainable: bool = True,
                 name: str | None = None) -> None:
        self.name = name or auto_name(type(self))
        self.input_shape: Shape | None = None
        self.input_dtype: str | None = None
        self._layers: list[Layer | Sequential] = []
        self._network = Network([])
        self._trainable = trainable
        for layer in layers or []:
            self.add(layer)

    # --- structure --------------------------------------------------------------------------------------------

    @property
    def layers(self) -> "list[Any]":
        """The layers, without Input; a model among them is one entry, with ``layers`` of its own."""
        return list(self._layers)

    @property
    def network(self) -> Network:
        """The layers, and those of the models among them, in the order in which they run.

        It is made again if a model among the layers has other layers than before.
        """
        if self._network.layers != self._layers:
            leaves = leaf_layers(self._layers)
            if self._network.layers != leaves:
                self._network = self._make_network(self._layers)
        self._network.trainable = self._trainable
        return self._network

    def _make_network(self, layers: "list[Layer | Sequential]") -> Network:
        """A network of these layers, built if the input shape is known."""
        network = Network(leaf_layers(layers), leaf_paths(layers))
        if self.input_shape is not None:
            _build_layers(network, layers, self.input_shape, self.name)
        return network

    def add(self, layer: "Layer | Sequential") -> None:
        """Append a layer or a model, which stays one entry of ``layers``. Names in ``layers`` must be unique.

        A layer or model may be added again, here or to another model; its weights are then shared.
        """
        self._check_addition(layer)
        if not self._layers and self.input_shape is None:
            self.input_shape = layer.input_shape if isinstance(layer, Sequential) else layer.batch_input_shape
            self.input_dtype = layer.input_dtype if isinstance(layer, Sequential) else None
            self.input_name = layer.input_name if isinstance(layer, Sequential) else None
        if isinstance(layer, InputLayer):
            self.input_dtype, self.input_name = layer.dtype, layer.given_name
            return
        layers = [*self._layers, layer]
        self._network = self._make_network(layers)
        self._layers = layers

    def _check_addition(self, layer: Any) -> None:
        """Raise a ProblemError if a layer or model cannot be the next one."""
        if isinstance(layer, Cell):
            raise fail("cell_in_a_stack", "layers", value=type(layer).__name__)
        if isinstance(layer, type) or not isinstance(layer, Layer | Sequential):
            raise fail("not_a_layer", "layers", value=layer)
        if isinstance(layer, Sequential) and self in (layer, *models_in(layer.layers)):
            raise fail("model_in_itself", layer.name, model=self.name)
        if any(layer.name == other.name and layer is not other for other in self._layers):
            raise fail("name_taken", layer.name or "", layer=layer.name)
        if isinstance(layer, InputLayer) and (self._layers or self.input_shape is not None):
            raise fail("input_not_first", layer.name or "", layer=layer.name)

    def pop(self) -> "Layer | Sequential":
        """Remove and return the last layer."""
        if not self._layers:
            raise fail("no_layers", "layers", model=self.name)
        *rest, last = self._layers
        self._layers, self._network = rest, Network(leaf_layers(rest), leaf_paths(rest))
        return last

    def get_layer(self, name: str | None = None, index: int | None = None) -> Any:
        """Return the layer with this name or index."""
        if index is not None:
            if index >= len(self._layers):
                raise fail("no_such_layer", "index", value=index, hint=f" It has {len(self._layers)} layers.")
            return self._layers[index]
        for layer in self._layers:
            if layer.name == name:
                return layer
        names = [layer.name or "" for layer in self._layers]
        raise fail("no_such_layer", "name", value=name, hint=did_you_mean(name, names) or f" Layers: {names}.")

    def build(self, input_shape: Shape | None = None) -> None:
        """Create the weights for inputs of this shape, batch axis included."""
        shape = input_shape or self.input_shape
        network = self.network
        if not network.layers:
            raise fail("no_layers", "layers", model=self.name)
        if shape is None:
            raise fail("no_input_shape", "input_shape", model=self.name)
        self.input_shape = tuple(shape)
        _build_layers(network, self._layers, self.input_shape, self.name)

    @property
    def built(self) -> bool:
        layers = self.network.layers
        return bool(layers) and all(layer.built for layer in layers)

    @property
    def output_shape(self) -> Shape:
        if self.input_shape is None:
            raise fail("no_input_shape", "input_shape", model=self.name)
        return self.compute_output_shape(self.input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for inputs of this shape, both with the batch axis."""
        return [input_shape, *shapes_through(self.network.layers, input_shape)][-1]

    @property
    def trainable(self) -> bool:
        """Whether training may change weights. Setting it sets it in all layers, at any depth.

        As in Keras, a model whose ``trainable`` is False trains nothing, even if a layer's is True again.
        """
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for layer in self._layers:
            layer.trainable = bool(value)

    def summary(self, line_length: int | None = None, positions: Sequence[float] | None = None,
                print_fn: Callable[[str], Any] | None = None, expand_nested: bool = False,
                show_trainable: bool = False) -> None:
        """Print the table of layers, output shapes and parameters.

        line_length: in characters. positions: the right end of each column as a fraction of the line. print_fn: called
        with the whole text instead of ``print``. expand_nested: whether to show the layers of models as well.
        """
        text = summary_text(self, line_length, positions, expand_nested, show_trainable)
        print(text, end="") if print_fn is None else print_fn(text)

    # --- weights ----------------------------------------------------------------------------------------------

    def count_params(self) -> int:
        """The number of parameters in all weights; those of a layer at two places count once."""
        for layer in self.network.layers:
            layer.count_params()  # raises before the layer is built
        return sum(layer.array(name).size for layer, name in unique_weights(self.network.layers))

    @property
    def weights(self) -> list[Variable]:
        return [layer.variable(name) for layer, name in unique_weights(self.network.layers)]

    @property
    def trainable_weights(self) -> list[Variable]:
        return [layer.variable(name) for layer, name in self.network.trainable_weights()]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        trainable = None if not self._trainable else False
        return [layer.variable(name) for layer, name in unique_weights(self.network.layers, trainable)]

    variables, trainable_variables, non_trainable_variables = weights, trainable_weights, non_trainable_weights

    def get_weights(self) -> list[Array]:
        """Copies of all weights as NumPy arrays, layer by layer."""
        return self.network.get_weights()

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Replace all weights by arrays in the order of :meth:`get_weights`."""
        self.network.set_weights(weights, self.name)

    @property
    def losses(self) -> list[float]:
        """The current penalty of each regularizer of a trainable weight."""
        layers = {id(layer): layer for layer in self.network.layers} if self._trainable else {}
        return [penalty for layer in layers.values() for penalty in layer.losses]

    # --- use --------------------------------------------------------------------------------------------------

    call_arguments = ("inputs", "training", "mask")
    training_by_default = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Outputs of one batch, as a tensor; builds the model if necessary. Arguments: inputs, training and mask."""
        if overrides(type(self), "call"):
            return self._call_own(*args, **kwargs)
        call = bind_call(self, args, kwargs)
        return self.call(call.inputs, given_training(self, args, kwargs), call.mask)

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """Outputs of one batch, layer by layer; a learner's class may override this method and call it."""
        if "running_step" in vars(self):
            return running_step(self).call(inputs)
        y = inputs if isinstance(inputs, Tensor) else np.asarray(only_array("x", inputs, self.input_name))
        if not self.built:
            self.build((None, *y.shape[1:]))
        for layer in self.network.layers:
            layer_input = layer.as_input(np.asarray(raw(y)))
            y = run_layer(layer, CallArguments(y, bool(training), mask), training)
            mask = layer.compute_mask(layer_input, mask)
        return attach_mask(eager(y), mask)

    def _call_own(self, *args: Any, **kwargs: Any) -> Any:
        """Call the ``call`` of a learner's class with the arguments that it takes."""
        x, *rest = args or (kwargs.pop("inputs"),)
        if not self.built:
            self.build((None, *np.shape(raw(x))[1:]))
        names = parameter_names(type(self).call)
        options = {"training": bool(kwargs.pop("training", False)), "mask": kwargs.pop("mask", None)}
        options = {name: value for name, value in options.items() if name in names[2 + len(rest):]}
        return self.call(as_tensor(x), *rest, **{**options, **kwargs})

    def reset_states(self) -> None:
        """Reset the state of every stateful layer."""
        for layer in self.network.layers:
            layer.reset_state()

    reset_state = reset_states

    def __repr__(self) -> str:
        return f"<Sequential name={self.name}, built={self.built}>"


def _build_layers(network: Network, layers: "Sequence[Layer | Sequential]", input_shape: Shape, scope: str) -> None:
    """Build a network for an input shape, and set the input shapes of the models among its layers.

    Raises a ProblemError, before anything changes, if a model has another input shape already.
    """
    models: list[tuple[Sequential, Shape]] = []
    if any(map(is_model, layers)):
        models = list(inputs_of_models(layers, [input_shape, *shapes_through(network.layers, input_shape)]))
    for model, shape in models:
        if model.input_shape is not None and not _fits(model.input_shape, shape):
            raise fail("input_does_not_fit", model.name, model=model.name, expected=model.input_shape, received=shape)
    network.build(input_shape, default_seed(), scope)
    for model, shape in models:
        model.input_shape = model.input_shape or shape


def _fits(expected: Shape, received: Shape) -> bool:
    """Whether an input shape is the expected one, apart from the batch axis and unknown lengths."""
    return len(expected) == len(received) and all(
        a is None or b is None or a == b for a, b in zip(expected[1:], received[1:], strict=True))
