"""A layer that is called on a tensor of a trace, such as in a Lambda or in a learner's own loss."""

from typing import Any

import numpy as np

from engine.backend.eager_tensor import eager
from engine.backend.tensor import apply
from engine.backend.trained_weights import refuse_trained_layer
from engine.layers.call_arguments import CallArguments


def call_on_trace(layer: Any, call: CallArguments) -> Any:
    """Return ``y``; its gradient flows to ``x``, but not to the weights of the layer, which may not be in training.

    layer: a Layer. The result of a layer that is not differentiable, such as an Embedding, is a constant.
    """
    refuse_trained_layer(layer)
    x = call.inputs
    data, context = layer.prepare_call(replace(call, inputs=x.data))
    shallow_copy = layer.without_gradients()
    _require_input_grad(shallow_copy)
    y, cache = shallow_copy.forward(data, context)
    if not layer.is_differentiable:
        return eager(y)

    def pullback(dy: Any) -> Any:
        dx = shallow_copy.backward(np.ascontiguousarray(dy, y.dtype), cache)[0]
        return dx.astype(x.dtype, copy=False)

    return apply(y, (x, pullback))


def _require_input_grad(layer: Any) -> None:
    """Let a copied layer and the copied layers inside it compute ``dx``."""
    layer.needs_input_grad = True
    for inner in layer.inner.values():
        _require_input_grad(inner)
