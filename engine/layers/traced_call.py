"""A layer that is called on a tensor of a trace, such as in a Lambda or in a learner's own loss."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from engine.backend.eager_tensor import eager
from engine.backend.tensor import apply
from engine.backend.trained_weights import refuse_trained_layer
from engine.errors import fail
from engine.layers.call_arguments import CallArguments


def call_on_trace(layer: Any, call: CallArguments) -> Any:
    """Return ``y``; its gradient flows to ``x``, but not to the weights of the layer, which may not be in training.

    layer: a Layer. The result of a layer that is not differentiable, such as an Embedding, is a constant.
    """
    if layer.has_multiple_outputs or call.initial_state is not None:
        raise fail("gradient_lost", call=f"{layer.name} with states")
    refuse_trained_layer(layer)
    x = call.inputs
    data, context = layer.prepare_call(replace(call, inputs=x.data))
    with _without_buffers(layer):
        y, cache = layer.forward(data, context)
    if not layer.is_differentiable:
        return eager(y)

    def pullback(dy: Any) -> Any:
        with _without_buffers(layer):
            dx = layer.backward(np.ascontiguousarray(dy, y.dtype), cache)[0]
        return dx.astype(x.dtype, copy=False)

    return apply(y, (x, pullback))


@contextmanager
def _without_buffers(layer: Any) -> Iterator[None]:
    """Context manager: within it, the layer computes ``dx`` and leaves the gradient buffers of a training alone."""
    layers = list(_with_inner(layer))
    saved = [(each.gradients, each.needs_input_grad) for each in layers]
    for each in layers:
        each.gradients, each.needs_input_grad = {}, True
    try:
        yield
    finally:
        for each, (gradients, needs_input_grad) in zip(layers, saved, strict=True):
            each.gradients, each.needs_input_grad = gradients, needs_input_grad


def _with_inner(layer: Any) -> Iterator[Any]:
    """The layer and all layers inside it."""
    yield layer
    for inner in layer.inner.values():
        yield from _with_inner(inner)
