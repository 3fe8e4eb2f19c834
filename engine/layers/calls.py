"""Calls of layers on a trace: a layer of the engine as one operation, a learner's layer through its ``call``."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from engine.backend.as_tensor import as_tensor
from engine.backend.tensor import Tensor, apply, raw
from engine.layers.frame import Frame, current_frame, opened
from engine.layers.layer_weights import WEIGHT
from engine.overrides import engine_class, overrides
from engine.random import CallContext
from engine.typing import Array
from engine.variables import Variable


@lru_cache(512)
def parameter_names(function: Any) -> frozenset[str]:
    """The names of a function's parameters."""
    return frozenset(inspect.signature(function).parameters)


def call_layer(layer: Any, x: Any, training: bool | None, mask: Any, options: dict[str, Any]) -> Any:
    """Call a layer as a part of the running call, or as a call of its own; builds it if necessary.

    options: further keyword arguments of a learner's ``call``.
    """
    with _frame_for(x, training) as frame:
        return call_in_frame(layer, x, _context_for(frame, training, mask), frame, options)


def call_layer_of_engine(layer: Any, x: Any, training: bool | None, mask: Any) -> Any:
    """The same with the computation of the engine's class, whatever ``call`` a learner's class has."""
    with _frame_for(x, training) as frame:
        return engine_call(layer, x, _context_for(frame, training, mask), frame)


@contextmanager
def _frame_for(x: Any, training: bool | None) -> Iterator[Frame]:
    """The running frame, or a new one."""
    frame = current_frame()
    if frame is not None:
        yield frame
        return
    with opened(Frame(CallContext(training=bool(training)), records=isinstance(x, Tensor))) as new:
        yield new


def _context_for(frame: Frame, training: bool | None, mask: Any) -> CallContext:
    """The frame's context; training: replaces that of the frame unless None."""
    context = frame.context
    if training is not None and bool(training) != context.training:
        context = replace(context, training=bool(training))
    return context.masked(None if mask is None else np.asarray(mask, bool))


def call_in_frame(layer: Any, x: Any, context: CallContext, frame: Frame, options: dict[str, Any]) -> Any:
    """Call a layer in a frame. x: a tensor or an array."""
    shape = (None, *np.shape(raw(x))[1:])
    if not layer.built:
        layer.build(shape)
    if overrides(type(layer), "call"):
        return own_call(layer, x, context, frame, options)
    layer.check_input(shape)
    return engine_call(layer, x, context, frame)


def own_call(layer: Any, x: Any, context: CallContext, frame: Frame, options: dict[str, Any]) -> Any:
    """Call a learner's ``call`` with the arguments that it takes; its weights are traced tensors meanwhile."""
    names = parameter_names(type(layer).call)
    context_arguments = {"training": context.training, "mask": context.mask}
    arguments = {**{name: value for name, value in context_arguments.items() if name in names}, **options}
    outer, frame.context = frame.context, context
    try:
        with traced_weights(layer, frame):
            return layer.call(as_tensor(x), **arguments)
    finally:
        frame.context = outer


def engine_call(layer: Any, x: Any, context: CallContext, frame: Frame) -> Any:
    """Call the computation of an engine's layer; its backward pass becomes the pullback."""
    cls = engine_class(type(layer))
    plain = layer.with_attributes(**frame.plain_arrays.get(id(layer), {}), gradients={}, is_plain=True)
    plain.needs_input_grad = True
    y, cache = cls.forward(plain, layer.as_input(np.asarray(raw(x))), context)

    def pullback(dy: Array) -> Any:
        dx, grads = cls.backward(plain, np.ascontiguousarray(dy), cache)
        for name, grad in grads.items():
            frame.collect(layer, name, grad)
        return dx

    result = frame.node(y, x, pullback)
    if layer.output_regularizer is not None:
        grad = layer.activity_penalty_grad(y)
        frame.losses.append(apply(np.asarray(layer.activity_penalty(y), y.dtype), (result, lambda dy: dy * grad)))
    return result


@contextmanager
def traced_weights(layer: Any, frame: Frame) -> Iterator[None]:
    """Context manager: within it, the layer's attributes hold its trained weights as traced tensors."""
    attributes = vars(layer)
    before = dict(attributes)
    fields = getattr(engine_class(type(layer)), "__dataclass_fields__", {})
    arrays = {name: value for name, value in attributes.items()
              if isinstance(value, np.ndarray) and name in fields and WEIGHT in fields[name].metadata}
    outer = frame.plain_arrays.get(id(layer))
    frame.plain_arrays[id(layer)] = arrays if outer is None else outer
    if layer.built:
        trained = set(layer.weight_names(trainable=True))
        attributes.update({name: frame.leaf(layer, name, array) for name, array in arrays.items() if name in trained})
    attributes.update({name: _traced(value, layer, frame) for name, value in before.items() if _holds(value, layer)})
    try:
        yield
    finally:
        for name, value in before.items():
            if attributes.get(name) is not value and (name in arrays or _holds(value, layer)):
                attributes[name] = value
        if outer is None:
            del frame.plain_arrays[id(layer)]


def _is_weight(value: Any, layer: Any) -> bool:
    return isinstance(value, Variable) and layer.added is not None and value.is_in(layer.added.arrays)


def _holds(value: Any, layer: Any) -> bool:
    """Whether a value is a weight of the layer, or a list, tuple or dict with weights."""
    if isinstance(value, list | tuple):
        return any(_holds(item, layer) for item in value)
    if isinstance(value, dict):
        return any(_holds(item, layer) for item in value.values())
    return _is_weight(value, layer)


def _traced(value: Any, layer: Any, frame: Frame) -> Any:
    """The value with traced tensors in place of the trained weights in it."""
    if isinstance(value, list | tuple):
        return type(value)(_traced(item, layer, frame) for item in value)
    if isinstance(value, dict):
        return {key: _traced(item, layer, frame) for key, item in value.items()}
    if not _is_weight(value, layer) or not value.trainable:
        return value
    leaf = frame.leaf(layer.added, value.key, value.numpy())
    return leaf if isinstance(leaf, Tensor) else as_tensor(leaf)
