"""How large a stack would be: shapes and parameters, known before any memory is taken."""

from collections.abc import Sequence
from math import prod

from engine.errors import Problem, ProblemError, fail
from engine.initializers.base import Initializer
from engine.layers.base import Layer
from engine.layers.layer_weights import weight_owner
from engine.limits import MAX_ACTIVATIONS_PER_SAMPLE, MAX_BATCH_ELEMENTS, MAX_PARAMETERS
from engine.typing import Shape


def size_of(layer: Layer, input_shape: Shape, spent: int = 0) -> tuple[Shape, int]:
    """A layer's output shape and number of parameters for inputs of this shape, ``(None, …)``.

    Raises a problem if the layer does not fit the shape, or does not fit the limits beside the parameters ``spent``.
    """
    if layer.has_multiple_outputs:
        raise layer.problem("one_output", "return_state")
    layer.check_input(input_shape)
    output_shape = layer.compute_output_shape(input_shape)
    parameters = layer.count_params(input_shape)
    if spent + parameters > MAX_PARAMETERS:
        raise layer.problem("too_many_parameters", asked=spent + parameters, limit=MAX_PARAMETERS)
    check_initializers(layer, input_shape)
    size = prod(n or 1 for n in output_shape[1:])
    if size > MAX_ACTIVATIONS_PER_SAMPLE:
        raise layer.problem("too_large_output", asked=size, limit=MAX_ACTIVATIONS_PER_SAMPLE)
    return output_shape, parameters


def check_initializers(layer: Layer, input_shape: Shape) -> None:
    """Raise a problem, at the argument at fault, if a weight's initializer cannot fill the weight's shape."""
    for name, shape in layer.weight_shapes(input_shape).items():
        owner, own = weight_owner(layer, name)
        initializer = getattr(owner, owner.rule_name(own, "initializer"), None)
        if isinstance(initializer, Initializer):
            try:
                initializer.check_shape(shape)
            except ProblemError as error:
                problem = Problem((owner.rule_name(own, "initializer"),), error.problem.code, error.problem.values)
                raise ProblemError(problem) from None


def check_batch(layers: Sequence[Layer], input_shape: Shape, batch: int) -> None:
    """Raise a problem if the outputs of all layers for a batch of so many samples would not fit the limit."""
    numbers = sum(prod(n or 1 for n in shape[1:]) for shape in [input_shape, *shapes_through(layers, input_shape)])
    if numbers * batch > MAX_BATCH_ELEMENTS:
        raise fail("too_large_batch", "batch_size", batch=batch, asked=numbers * batch, limit=MAX_BATCH_ELEMENTS)


def shapes_through(layers: Sequence[Layer], input_shape: Shape) -> list[Shape]:
    """The output shape after every layer; raises at the first that does not fit, and names it."""
    shapes, spent = [], 0
    for layer in layers:
        try:
            input_shape, parameters = size_of(layer, input_shape, spent)
        except ProblemError as error:
            raise ProblemError(error.problem, prefix=f"{layer.name}: ") from None
        spent += parameters
        shapes.append(input_shape)
    return shapes
