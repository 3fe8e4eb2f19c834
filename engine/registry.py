"""Every class that can be named in a string, a form or code: ``{kind: {name: class}}``.

Each package lists its classes in one explicit tuple, ``ALL``; nothing registers itself. A class is found by its
own name, by that name in snake_case, and by the further ``names`` that it gives itself.
"""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
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


def package(kind: str) -> ModuleType:
    """The package of a kind, imported when it is first needed."""
    return import_module(PACKAGES[kind])


@cache
def classes(kind: str) -> tuple[type[Any], ...]:
    """The classes of a kind, in the order in which their package lists them."""
    return tuple(package(kind).ALL)


def model_class() -> Callable[..., Any]:
    """Sequential, for reading models from files: models import the file formats, not the other way round."""
    model: Callable[..., Any] = import_module("engine.models").Sequential
    return model


@cache
def base(kind: str) -> type[Any]:
    """The class that all of a kind derive from."""
    return next(cls for cls in classes(kind)[0].__mro__ if cls.__module__ == f"{PACKAGES[kind]}.base")


def adapt_callable(kind: str, argument: str, value: Any) -> Any:
    """A learner's own function as an object of a kind, by the package's ``from_callable`` if it has one.

    Raises a ProblemError that names the argument where the kind takes no functions.
    """
    from_callable = getattr(package(kind), "from_callable", None)
    adapted = from_callable(value) if from_callable is not None and callable(value) else None
    if adapted is not None:
        return adapted
    if callable(value):
        raise fail("not_of_kind", argument, argument=argument, kind=kind, value=value)
    raise fail("unknown_name", argument, kind=kind, value=value, hint="")


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
