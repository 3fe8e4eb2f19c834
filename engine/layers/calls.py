"""Calls of layers on a trace: a layer of the engine as one operation, a learner's layer through its ``call``."""

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from engine.backend.as_tensor import as_tensor
from engine.backend.eager_tensor import as_tensors
from engine.backend.tensor import Tensor, apply, raw
from engine.backend.trained_weights import refuse_trained_layer
from engine.errors import fail
from engine.layers.call_arguments import CallArguments, bind_call
from engine.layers.frame import Frame, current_frame, opened
from engine.overrides import engine_class, overrides
from engine.random import INFERENCE, CallContext
from engine.typing import Array
from engine.utils.seed import default_seed
from engine.variables import Variable


@lru_cache(512)
def parameter_names(function: Any) -> tuple[str, ...]:
    """The names of a function's parameters."""
    return tuple(inspect.signature(function).parameters)


def call_engine_class(layer: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Call the computation of the engine's class, whatever ``call`` a learner's class has: ``super().call(x)``."""
    call = bind_call(layer, args, kwargs)
    with _frame_for(layer, call.inputs, call.training) as frame:
        return engine_call(layer, call, _context_for(layer, frame, given_training(layer, args, kwargs), call), frame)


def run_layer(layer: Any, call: CallArguments, training: bool | None) -> Any:
    """Call a layer, as a part of the running call if there is one. training: None for that of the running call."""
    if current_frame() is not None:
        return call_layer(layer, call, training, {})
    return layer.call_on_trace(call) if isinstance(call.inputs, Tensor) else layer.run_call(call)


def given_training(layer: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool | None:
    """What the arguments of a call say about training; None if nothing."""
    value = {**dict(zip(layer.call_arguments, args, strict=False)), **kwargs}.get("training")
    return None if value is None else bool(value)


def call_layer(layer: Any, call: CallArguments, training: bool | None, options: dict[str, Any]) -> Any:
    """Call a layer as a part of the running call, or as a call of its own; builds it if necessary.

    options: further keyword arguments of a learner's ``call``.
    """
    with _frame_for(layer, call.inputs, training) as frame:
        return call_in_frame(layer, call, _context_for(layer, frame, training, call), frame, options)


@contextmanager
def _frame_for(layer: Any, x: Any, training: bool | None) -> Iterator[Frame]:
    """The running frame, or a new one."""
    frame = current_frame()
    if frame is not None:
        yield frame
        return
    if isinstance(x, Tensor):
        refuse_trained_layer(layer)
    context = INFERENCE
    if training:
        layer.training_calls += 1  # as in Keras, each call draws new random numbers
        context = CallContext(True, default_seed(), batch=layer.training_calls)
    with opened(Frame(context, records=isinstance(x, Tensor))) as new:
        yield new


def _context_for(layer: Any, frame: Frame, training: bool | None, call: CallArguments) -> CallContext:
    """The frame's context with the mask of a call; training: replaces that of the frame unless None."""
    context = frame.context
    if training is not None and bool(training) != context.training:
        context = replace(context, training=bool(training))
    mask = call.mask
    return context.masked(None if mask is None else layer.as_mask(raw(mask), np.shape(raw(call.inputs))))


def call_in_frame(layer: Any, call: CallArguments, context: CallContext, frame: Frame, options: dict[str, Any]) -> Any:
    """Call a layer in a frame, with a tensor or an array."""
    if hasattr(call.inputs, "weight_shapes"):
        raise fail("only_sequential")
    if overrides(type(layer), "call"):
        if not layer.built:
            layer.build((None, *np.shape(raw(call.inputs))[1:]))
        return own_call(layer, call.inputs, context, frame, options)
    return engine_call(layer, call, context, frame)


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


def engine_call(layer: Any, call: CallArguments, context: CallContext, frame: Frame) -> Any:
    """Call the computation of an engine's layer; its backward pass becomes the pullback."""
    cls, x = engine_class(type(layer)), call.inputs
    if not layer.built:
        layer.build((None, *np.shape(raw(x))[1:]))
    plain = layer.with_attributes(**vars(layer).get("untraced", {}), gradients={}, needs_input_grad=True, is_plain=True)
    if _is_off_trace(layer, call):
        if isinstance(x, Tensor) and layer.is_differentiable:
            raise fail("gradient_lost", call=f"{layer.name} with states")
        of_engine = object.__new__(cls)
        vars(of_engine).update(vars(plain))
        return as_tensors(of_engine.run_call(replace(call, inputs=raw(x), training=context.training)))
    plain.check_input((len(raw(x)) if layer.needs_fixed_batch_size else None, *np.shape(raw(x))[1:]))
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


def _is_off_trace(layer: Any, call: CallArguments) -> bool:
    """Whether the result of a call has no gradient: states, and layers that count or look something up."""
    if layer.has_multiple_outputs or call.initial_state is not None or call.count_weights is not None:
        return True
    return not layer.is_differentiable and not layer.has_weights and layer.output_regularizer is None


@contextmanager
def traced_weights(layer: Any, frame: Frame) -> Iterator[None]:
    """Context manager: within it, the layer's attributes hold its trained weights as traced tensors."""
    attributes = vars(layer)
    before = dict(attributes)
    names = [name for name in getattr(engine_class(type(layer)), "__dataclass_fields__", {})
             if isinstance(before.get(name), Variable)]
    attributes.setdefault("untraced", {name: before[name] for name in names})
    if layer.built:
        trained = set(layer.weight_names(trainable=True))
        attributes.update({name: frame.leaf(layer, name, before[name].array) for name in names if name in trained})
    attributes.update({name: _traced(value, layer, frame) for name, value in before.items() if _holds(value, layer)})
    try:
        yield
    finally:
        for name, value in before.items():
            if attributes.get(name) is not value and (name in names or _holds(value, layer)):
                attributes[name] = value
        if "untraced" not in before:
            del attributes["untraced"]


def _is_weight(value: Any, layer: Any) -> bool:
    return isinstance(value, Variable) and layer.added is not None and layer.added.name_of(value) is not None


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
    return frame.leaf(layer.added, layer.added.name_of(value), value.array)
