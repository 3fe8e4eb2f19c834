"""Validators of Lambda's arguments: for functions, for shapes (or functions instead), and for keyword arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from engine import ops
from engine.backend.eager_tensor import plain
from engine.callables import function_name
from engine.custom_objects import find
from engine.errors import did_you_mean, fail
from engine.lambdas import find_lambda, is_lambda, lambda_config
from engine.serialization import serialize_function
from engine.validators import BatchShape, Hyperparameter

FUNCTION_NAMES = (
    "square", "abs", "sqrt", "exp", "log1p", "sin", "cos", "tanh", "sigmoid", "relu", "softplus", "sign", "softmax",
)  # fmt: skip
"""Functions of one argument that ``engine.backend`` and ``keras.ops`` have under the same name."""


@final
@dataclass(frozen=True)
class BackendFunction(Hyperparameter):
    """Validator of a function of an array: a callable written with ``engine.backend``, a name or a saved function.

    A name is that of a custom object or one in FUNCTION_NAMES; a function is saved by its name, a lambda with its code.
    """

    kind: str = "function"

    def check(self, name: str, value: Any) -> Any:
        if callable(value):
            return value
        if isinstance(value, Mapping):
            return saved_function(value, name)
        if isinstance(value, str) and find(value) is not None:
            return find(value)
        if value not in FUNCTION_NAMES:
            hint = did_you_mean(value, list(FUNCTION_NAMES))
            raise fail("not_a_choice", name, argument=name, choices=FUNCTION_NAMES, value=value, hint=hint)
        from engine import ops  # imported on use: the printed code has keras.ops, which may differ from the backend

        return getattr(ops, value)

    def plain(self, value: Any) -> Any:
        return function_name(value)

    def saved(self, value: Any) -> Any:
        return saved_form(value)

    def form(self) -> dict[str, Any]:
        return {**super().form(), "widget": "choice", "choices": FUNCTION_NAMES}


@final
@dataclass(frozen=True)
class ShapeOrFunction(Hyperparameter):
    """Validator of a shape without the batch axis, or of a callable; it does not check what the callable returns."""

    def check(self, name: str, value: Any) -> Any:
        if callable(value):
            return value
        return saved_function(value, name) if isinstance(value, Mapping) else BatchShape().check(name, value)

    def plain(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else None

    def saved(self, value: Any) -> Any:
        return saved_form(value) if callable(value) else self.plain(value)

    def form(self) -> dict[str, Any]:
        return {**super().form(), "widget": "batchshape"}


@final
@dataclass(frozen=True)
class MaskOrFunction(Hyperparameter):
    """Validator of a mask ``(batch, time)``, an array of booleans, or of a function that returns one."""

    def check(self, name: str, value: Any) -> Any:
        if callable(value):
            return value
        mask = np.asarray(plain(value))
        if mask.dtype.kind not in "biuf":
            raise fail("not_numbers", name, argument=name, value=mask.dtype)
        return mask.astype(bool)

    def plain(self, value: Any) -> Any:
        return value.tolist() if isinstance(value, np.ndarray) else None

    def form(self) -> dict[str, Any]:
        return {**super().form(), "widget": "batchshape"}


@final
@dataclass(frozen=True)
class Arguments(Hyperparameter):
    """Validator of a dict of keyword arguments."""

    def check(self, name: str, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise fail("not_arguments", name, argument=name, value=value)
        return dict(value)


def saved_form(function: Any) -> dict[str, Any]:
    """A function of a Lambda in Keras's form: one of ``keras.ops`` or a learner's by name, a lambda with its code."""
    if is_lambda(function):
        return lambda_config(function)
    name = function_name(function)
    if str(getattr(function, "__module__", "")).startswith(("engine.ops", "engine.backend")) and name in ops.__all__:
        return {"module": "keras.ops", "class_name": "function", "config": name, "registered_name": name}
    return serialize_function(function)


def saved_function(config: Mapping[str, Any], argument: str) -> Any:
    """The function for a saved form; raises a ProblemError for the name of an unknown one."""
    if config.get("class_name") == "__lambda__":
        return find_lambda(config, argument)
    name = config.get("config")
    custom = find(name)
    if custom is not None:
        return custom
    if name in ops.__all__ and str(config.get("module")).startswith("keras"):
        return getattr(ops, name)
    raise fail("unknown_custom_object", argument, name=str(name)[:100])
