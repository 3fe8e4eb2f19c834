"""The classes that strings, forms and code can name: ``{kind: {name: class}}``.

Each package lists its classes in one explicit tuple, ``ALL``; nothing registers itself. A class is found by its
name, by that name in snake_case, and by its aliases in ``names``. Packages are imported by name when they are first
needed, since the classes in them are defined with this module.
"""

import re
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
    "callback": "engine.callbacks",
}


def snake_case(name: str) -> str:
    """Convert ``BatchNormalization`` to ``batch_normalization``, by Keras's two rules."""
    name = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def package(kind: str) -> ModuleType:
    """The package of a kind, imported when it is first needed."""
    return import_module(PACKAGES[kind])


@cache
def classes(kind: str) -> tuple[type[Any], ...]:
    """The classes of a kind, in the order in which their package lists them."""
    return tuple(package(kind).ALL)


def model_class() -> type[Any]:
    """Sequential, for reading models from files: models import the file formats, not the other way round."""
    model: type[Any] = import_module("engine.models").Sequential
    return model


def unbuilt_model(config: Any) -> Any:
    """The Sequential that a config describes, without weights; it knows its input shape."""
    return import_module("engine.saving.structure").unbuilt_model(config)


@cache
def base(kind: str) -> type[Any]:
    """The base class of a kind."""
    return next(cls for cls in classes(kind)[0].__mro__ if cls.__module__ == f"{PACKAGES[kind]}.base")


def adapt_callable(kind: str, argument: str, value: Any) -> Any:
    """Convert a function to an object of a kind with the ``from_callable`` of its package, if it has one.

    Raises a ProblemError that names ``argument`` if the kind takes no functions.
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
    """The classes of a kind by each of their names; class names take precedence."""
    names = {cls.__name__: cls for cls in classes(kind)}
    for cls in classes(kind):
        for name in names_of(cls):
            names.setdefault(name, cls)
    return names


def names_of(cls: type[Any]) -> tuple[str, ...]:
    """The names of a class other than its class name: that in snake_case, and its aliases in ``names``."""
    return (snake_case(cls.__name__), *getattr(cls, "names", ()))


def lookup(kind: str, name: str) -> type[Any]:
    """The class with that name; raises a ProblemError, with a close name as a hint if there is one."""
    try:
        return table(kind)[name]
    except KeyError:
        hint = did_you_mean(name, list(table(kind)))
        raise fail("unknown_name", kind=kind, value=name, hint=hint) from None


def identifier(cls: type[Any]) -> str:
    """The usual name of a class in a string: the first of ``names``, else its snake_case name."""
    names = getattr(cls, "names", ())
    return str(names[0]) if names else snake_case(cls.__name__)
