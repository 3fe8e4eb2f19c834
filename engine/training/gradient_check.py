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
    layer_name, paths = weights_without_gradient(network.layers)
    if not paths:
        return
    parameters = network.parameters
    penalized = {path for path, segment in zip(parameters.layout, parameters.segments, strict=True)
                 if segment.regularizer is not None}
    if not penalized and len(paths) == len(parameters.layout):
        raise fail("no_gradients", layer_name, function=layer_name)
    variables = [path for path in paths if path not in penalized]
    if variables:
        problem = Problem((layer_name,), "gradients_missing", {"variables": variables, "layer": layer_name})
        warnings.warn(str(problem), stacklevel=3)


def weights_without_gradient(layers: list[Layer]) -> tuple[str, list[str]]:
    """The name of the last layer that lets no gradient through, and the paths of the trainable weights before it."""
    blocking_layer, paths = "", list[str]()
    for layer in reversed(layers):
        if not blocking_layer and not has_differentiable_activation(layer):
            blocking_layer = str(layer.name)
        if blocking_layer:
            paths = [*(f"{layer.name}/{name}" for name in layer.weight_names(trainable=True)), *paths]
        elif not layer.is_differentiable:
            blocking_layer = str(layer.name)
    return blocking_layer, paths


def has_differentiable_activation(layer: Layer) -> bool:
    """Whether a gradient flows through the layer's activation; a learner's function is tried with a small batch."""
    activation, shape = layer.last_activation, layer.output_shape
    if not isinstance(activation, FunctionActivation) or shape is None:
        return True
    return isinstance(activation.apply_to(Tensor(np.ones([length or 2 for length in shape], "float32"))), Tensor)
