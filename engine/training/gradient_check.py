"""Weights that no gradient reaches, because a layer or an activation after them is not differentiable."""

import warnings

import numpy as np

from engine.activations.function_activation import FunctionActivation
from engine.backend.tensor import Tensor
from engine.errors import Problem, fail
from engine.layers.base import Layer
from engine.network.network import Network


def check_gradients(network: Network) -> None:
    """Warn of trainable weights that do not learn; raise a ProblemError if none does, as Keras on TensorFlow.

    A weight with a regularizer learns from its penalty.
    """
    blocking_layer, reached = reached_layers(network.layers)
    if not blocking_layer:
        return
    parameters = network.parameters
    variables = [path for (layer, _), path, segment in zip(
        network.trainable_weights(), parameters.layout, parameters.segments, strict=True)
        if id(layer) not in reached and segment.regularizer is None]
    if not variables:
        return
    if len(variables) == len(parameters.layout):
        raise fail("no_gradients", blocking_layer, function=blocking_layer)
    problem = Problem((blocking_layer,), "gradients_missing", {"variables": variables, "layer": blocking_layer})
    warnings.warn(str(problem), stacklevel=3)


def reached_layers(layers: list[Layer]) -> tuple[str, set[int]]:
    """The name of the last layer that lets no gradient through, empty if all do, and the ids of those it reaches."""
    reached: set[int] = set()
    for layer in reversed(layers):
        if not has_differentiable_activation(layer):
            return str(layer.name), reached
        reached.add(id(layer))
        if not layer.is_differentiable:
            return str(layer.name), reached
    return "", reached


def has_differentiable_activation(layer: Layer) -> bool:
    """Whether a gradient flows through the layer's activation; a learner's function is tried with a small batch."""
    activation, shape = layer.last_activation, layer.output_shape
    if not isinstance(activation, FunctionActivation) or shape is None:
        return True
    return isinstance(activation.apply_to(Tensor(np.ones([length or 2 for length in shape], "float32"))), Tensor)
