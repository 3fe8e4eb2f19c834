"""The arguments of a layer's call: bound by Keras's names, each honoured or refused by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from engine.backend.eager_tensor import EagerTensor, as_tensors, eager
from engine.errors import did_you_mean, fail


@final
@dataclass(frozen=True)
class CallArguments:
    """What a layer was called with.

    inputs: a batch. training: whether the layer behaves as in training. mask: the parts of the inputs that count.
    initial_state: the states before the first time step. count_weights: the weight of each index.
    """

    inputs: Any
    training: bool = False
    mask: Any = None
    initial_state: Any = None
    count_weights: Any = None


def bind_call(owner: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> CallArguments:
    """The arguments of ``owner(*args, **kwargs)``, in the order and with the names that the class declares.

    As in Keras, every layer takes ``training`` by keyword, ``inputs`` is a name of the first argument, and a mask that
    the inputs carry is the mask of the call. Raises a ProblemError for a missing input, and for an argument that the
    class does not take.
    """
    names: tuple[str, ...] = owner.call_arguments
    values = dict(zip(names, args, strict=False))
    if len(args) > len(names):
        raise _refuse(owner, "too_many_arguments", names[0], received=len(args))
    for keyword, value in kwargs.items():
        name = names[0] if keyword == "inputs" else keyword
        if name not in (*names, "training"):
            hint = did_you_mean(name, [*names, "training"])
            raise _refuse(owner, "no_call_argument", name, argument=name, hint=hint)
        if name in values:
            raise TypeError(f"{type(owner).__name__} got two values for the argument {name!r}")
        values[name] = value
    for name in names[1:len(args)]:
        if isinstance(values[name], bool | np.bool_ | str):
            raise _refuse(owner, "keyword_expected", name, argument=name, value=values[name])
    if not isinstance(values.get("training"), bool | np.bool_ | int | None):
        raise fail("not_a_boolean", "training", argument="training", value=values["training"])
    if names[0] not in values:
        raise _refuse(owner, "input_missing", names[0], argument=names[0])
    inputs = values.pop(names[0])
    training = values.pop("training", owner.training_by_default)
    if values.get("mask") is None and isinstance(inputs, EagerTensor):
        values["mask"] = inputs._keras_mask
    return CallArguments(inputs, bool(training), **values)


def carry_mask(y: Any, layer: Any, call: CallArguments) -> Any:
    """The result of a layer's call as tensors; the first carries the mask that the layer passes on."""
    tensors = as_tensors(y)
    if layer.handles_masks:
        x, mask = layer.as_input(np.asarray(call.inputs)), call.mask
        attach_mask(tensors[0] if isinstance(tensors, list) else tensors,
                    layer.compute_mask(x, None if mask is None else np.asarray(mask, bool)))
    return tensors


def attach_mask(y: Any, mask: Any) -> Any:
    """Return ``y``, if it is a tensor with the mask for the next layer that is called on it."""
    if mask is not None and isinstance(y, EagerTensor):
        y._keras_mask = eager(np.asarray(mask))
    return y


def _refuse(owner: Any, code: str, path: str, **values: Any) -> Exception:
    """The error for an argument that does not fit."""
    return fail(code, path, layer=type(owner).__name__, name=owner.name, expected=", ".join(owner.call_arguments),
                **values)
