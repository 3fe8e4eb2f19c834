"""Shapes and numbers of parameters of a stack, computed and checked against the limits before memory is allocated."""

from collections.abc import Sequence
from math import prod

from engine.errors import Problem, ProblemError, fail
from engine.initializers.base import Initializer
from engine.layers.added_weights import AddedWeights
from engine.layers.base import Layer
from engine.layers.layer_weights import weight_owner
from engine.limits import MAX_ACTIVATIONS_PER_SAMPLE, MAX_BATCH_ELEMENTS, MAX_PARAMETERS
from engine.typing import Shape


def size_of(layer: Layer, input_shape: Shape, other_parameters: int = 0) -> tuple[Shape, int]:
    """A layer's output shape and number of parameters for an input shape ``(None, …)``.

    Raises if the layer does not fit the shape, or exceeds the limits. other_parameters: of the layers below.
    """
    if layer.has_multiple_outputs:
        raise layer.problem("one_output", "return_state")
    layer.check_input(input_shape)
    output_shape = layer.compute_output_shape(input_shape)
    parameters = layer.count_params(input_shape)
    if other_parameters + parameters > MAX_PARAMETERS:
        raise layer.problem("too_many_parameters", asked=other_parameters + parameters, limit=MAX_PARAMETERS)
    check_initializers(layer, input_shape)
    size = prod(n or 1 for n in output_shape[1:])
    if size > MAX_ACTIVATIONS_PER_SAMPLE:
        raise layer.problem("too_large_output", asked=size, limit=MAX_ACTIVATIONS_PER_SAMPLE)
    return output_shape, parameters


def check_initializers(layer: Layer, input_shape: Shape) -> None:
    """Raise, with the path of the argument, if a weight's initializer cannot fill the weight's shape."""
    for name, shape in layer.weight_shapes(input_shape).items():
        owner, attribute = weight_owner(layer, name)
        initializer = owner.weight_rule(attribute, "initializer")
        if isinstance(initializer, Initializer):
            try:
                initializer.check_shape(shape)
            except ProblemError as error:
                path = (f"{attribute}_initializer" if isinstance(owner, AddedWeights)
                        else owner.rule_name(attribute, "initializer"),)
                raise ProblemError(Problem(path, error.problem.code, error.problem.values)) from None


def check_batch(layers: Sequence[Layer], input_shape: Shape, batch: int) -> None:
    """Raise if the input and all layers' outputs for ``batch`` samples together exceed the limit."""
    elements = sum(prod(n or 1 for n in shape[1:]) for shape in [input_shape, *shapes_through(layers, input_shape)])
    if elements * batch > MAX_BATCH_ELEMENTS:
        raise fail("too_large_batch", "batch_size", batch=batch, asked=elements * batch, limit=MAX_BATCH_ELEMENTS)


def shapes_through(layers: Sequence[Layer], input_shape: Shape) -> list[Shape]:
    """The output shape of every layer; raises for the first that does not fit, with its name."""
    shapes, total_parameters = [], 0
    for layer in layers:
        try:
            input_shape, parameters = size_of(layer, input_shape, total_parameters)
        except ProblemError as error:
            raise ProblemError(error.problem, prefix=f"{layer.name}: ") from None
        total_parameters += parameters
        shapes.append(input_shape)
    return shapes
