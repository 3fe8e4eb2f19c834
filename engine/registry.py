"""Every class that can be named in a string, a form or code: ``{kind: {name: class}}``.

Each package lists its classes in one explicit tuple, ``ALL``; nothing registers itself. A class is found by its
own name, by that name in snake_case, and by the further ``names`` that it gives itself.
"""

import re
from functools import cache
from importlib import import_module
from typing import Any

from engine.errors import did_you_mean, fail

PACKAGES = {
    "layer": "engine.layers",
    "cell": "engine.cells",
    "activation": "engine.activations",
    "initializer": "engine.initializers",
    "regularizer": "engine.regularizers",
    "constraint": "engine.constraints",
    "optimizer": "engine.optimizers",
    "schedule": "engine.optimizers.schedules",
    "loss": "engine.losses",
    "metric": "engine.metrics",
}


def snake_case(name: str) -> str:
    """``BatchNormalization`` as ``batch_normalization``, by Keras's own two rules."""
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


@cache
def classes(kind: str) -> tuple[type[Any], ...]:
    """The classes of a kind, in the order in which their package lists them."""
    return tuple(import_module(PACKAGES[kind]).ALL)


@cache
def base(kind: str) -> type[Any]:
    """The class that all of a kind derive from."""
    return next(cls for cls in classes(kind)[0].__mro__ if cls.__module__ == f"{PACKAGES[kind]}.base")


def adapted(kind: str, name: str, value: Any) -> Any:
    """What a learner's own function stands for where an argument ``name`` takes an object of a kind.

    An activation is differentiated by a tape, and a layer that is nothing but an activation stands for that; a
    constraint is called as it is. Everything else is a problem.
    """
    if kind == "activation" and isinstance(getattr(value, "activation", None), base(kind)):
        return value.activation
    if kind == "activation" and callable(value) and not isinstance(value, type | base("layer")):
        return import_module("engine.activations.function_activation").FunctionActivation(value)
    if kind == "constraint" and callable(value) and not isinstance(value, type):
        return value
    if callable(value):
        raise fail("not_of_kind", name, argument=name, kind=kind, value=value)
    raise fail("unknown_name", name, kind=kind, value=value, hint="")


@cache
def table(kind: str) -> dict[str, type[Any]]:
    """Every name of a kind with its class; class names come first."""
    found = {cls.__name__: cls for cls in classes(kind)}
    for cls in classes(kind):
        for name in names_of(cls):
            found.setdefault(name, cls)
    return found


def names_of(cls: type[Any]) -> tuple[str, ...]:
    """The names of a class beside its own: that in snake_case, and the further ``names`` it defines."""
    return (snake_case(cls.__name__), *getattr(cls, "names", ()))


def lookup(kind: str, name: str) -> type[Any]:
    """The class with that name, or a ProblemError that suggests a close one."""
    try:
        return table(kind)[name]
    except KeyError:
        hint = did_you_mean(name, list(table(kind)))
        raise fail("unknown_name", kind=kind, value=name, hint=hint) from None


def identifier(cls: type[Any]) -> str:
    """The shortest usual name of a class in a string: its first of ``names``, else its snake_case name."""
    names = getattr(cls, "names", ())
    return str(names[0]) if names else snake_case(cls.__name__)
