"""Objects as plain data in Keras 3's form, and back: ``get``, ``serialize`` and ``deserialize`` of every package.

The form is ``{"module": "keras.layers", "class_name": "Dense", "config": {…}, "registered_name": None}``. A class of
the engine is found by its name in the registry; a learner's own class or function is found by name among the custom
objects. Nothing is ever imported or run because a file names it.
"""

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

import numpy as np

from engine import registry
from engine.configurable import MISSING, Configurable, config_of, hyperparameters
from engine.custom_objects import find, get_registered_name, scope
from engine.errors import fail

MODULES = {"layer": "keras.layers", "cell": "keras.layers",
           "activation": "keras.activations", "initializer": "keras.initializers",
           "regularizer": "keras.regularizers", "constraint": "keras.constraints", "optimizer": "keras.optimizers",
           "schedule": "keras.optimizers.schedules", "loss": "keras.losses", "metric": "keras.metrics"}
KINDS = {f"{package}.base": kind for kind, package in registry.PACKAGES.items()}
WRAPPERS = {"LossFunctionWrapper", "MeanMetricWrapper"}
"""Classes by which Keras 2 wrote a loss or metric that is a function: the function is named in their config."""


def get(kind: str, identifier: Any) -> Any:
    """The object that a name, a config, a class, a function or an object stands for; None stays None.

    Raises a ProblemError for a name that is not known, with a close one as a hint.
    """
    return None if identifier is None else resolve(kind, identifier, "identifier")


def deserialize(kind: str, config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """What :func:`serialize` wrote, or a name, as an object."""
    with scope(custom_objects):
        if kind in ("loss", "metric"):
            return registry.package(kind).get(config)
        return get(kind, config)


# --- writing ------------------------------------------------------------------------------------------------------


def serialize(value: Any) -> Any:
    """Any object as plain data, from which :func:`deserialize` makes an equal one; plain data stays as it is."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): serialize(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [serialize(item) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return _of_function(value) if _is_function(value) else _of_object(value)


def kind_of(cls: type[Any]) -> str | None:
    """Which kind of thing a class makes; None where it is no kind that is registered."""
    return next((KINDS[base.__module__] for base in cls.__mro__ if base.__module__ in KINDS), None)


def _is_function(value: Any) -> bool:
    """Whether only its name can stand for it; an activation or loss that wraps a function is that function."""
    return hasattr(value, "function") or (callable(value) and not hasattr(value, "get_config"))


def _of_function(value: Any) -> dict[str, Any]:
    name = get_registered_name(getattr(value, "function", value))
    if not isinstance(name, str):
        name = type(value).__name__
    if name == "<lambda>":
        raise fail("lambda_not_saved")
    return {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}


def _of_object(value: Any) -> dict[str, Any]:
    cls = type(value)
    kind = kind_of(cls)
    if kind == "activation":
        activation: dict[str, Any] = _of_activation(value)
        return activation
    ours = kind is not None and cls in registry.classes(kind)
    module = MODULES[kind] if ours and kind else "keras" if cls.__module__ == "engine.models.sequential" else None
    found: dict[str, Any] = {"module": module, "class_name": cls.__name__, "config": value.get_config(),
                             "registered_name": None if module else get_registered_name(cls)}
    for part in ("build_config", "compile_config"):
        config = getattr(value, f"get_{part}")() if hasattr(value, f"get_{part}") else None
        if config:
            found[part] = config
    return found


def _of_activation(value: Any) -> Any:
    """Its name; with other settings than usual, the layer that does the same: Keras's functions keep no settings."""
    plain = short_config("activation", value)
    if isinstance(plain, str):
        return plain
    twin = next((cls.__name__ for cls in registry.classes("layer")
                 if cls.__name__.lower() == type(value).__name__.lower()), None)
    return {"module": MODULES["layer" if twin else "activation"], "class_name": twin or type(value).__name__,
            "config": value.get_config(), "registered_name": None}


def short_config(kind: str, value: Any) -> Any:
    """An object as briefly as it can be written: by its name where its settings are the usual ones."""
    if value is None or hasattr(value, "written_as"):
        return getattr(value, "written_as", None)
    config = value.spec_config() if isinstance(value, Configurable) else {}
    if kind == "layer":  # Keras knows no layer by its name alone
        return {"class_name": type(value).__name__, "config": config}
    defaults = config_of(type(value)()) == config if _has_defaults(type(value)) else False
    return registry.identifier(type(value)) if defaults else {"class_name": type(value).__name__, "config": config}


def _has_defaults(cls: type[Any]) -> bool:
    """Whether a class can be made with no argument."""
    return is_dataclass(cls) and all(f.default is not MISSING for f in hyperparameters(cls).values())


def collect_functions(value: Any, found: dict[str, Any]) -> None:
    """Gather the functions that an object holds, by the names under which :func:`serialize` writes them."""
    for name in hyperparameters(type(value)) if is_dataclass(value) else ():
        inside = getattr(value, name)
        if is_dataclass(inside):
            collect_functions(inside, found)
        elif callable(inside):
            found[_of_function(inside)["config"]] = inside


# --- reading ------------------------------------------------------------------------------------------------------


def resolve(kind: str, value: Any, argument: str) -> Any:
    """The object of a kind that a name, config, class, function or object stands for; ``argument`` is for errors."""
    if value is None and kind == "activation":  # where a layer has one by default, None takes it away
        value = "linear"
    if isinstance(value, str):
        return named(kind, value, argument)
    if isinstance(value, Mapping):
        return made(kind, value, argument)
    if isinstance(value, type) and issubclass(value, registry.base(kind)):
        return value()
    if isinstance(value, registry.base(kind)):
        return value
    return registry.adapt_callable(kind, argument, value)


def named(kind: str, name: str, argument: str) -> Any:
    """The object that a name stands for: a learner's own, or one of the registered classes with its defaults."""
    own = find(name)
    return registry.lookup(kind, name)() if own is None else _adopted(kind, own, argument)


def _adopted(kind: str, own: Any, argument: str) -> Any:
    """A learner's own class, object or function as an object of the kind."""
    if kind in ("loss", "metric"):
        return registry.package(kind).get(own)
    return resolve(kind, own, argument)


def made(kind: str, config: Mapping[str, Any], argument: str) -> Any:
    """The object that a config describes; raises a ProblemError where it cannot be had."""
    name, inside = config.get("class_name"), config.get("config")
    if name == "__lambda__":
        raise fail("lambda_in_file", argument)
    if name == "function" or name in WRAPPERS - set(registry.table(kind)):
        return _function(kind, inside if name == "function" else _entry(inside, "fn"), argument)
    cls = _class(kind, config, argument)
    inside = {} if inside is None else inside
    if not isinstance(inside, Mapping):
        raise fail("unknown_name", argument, kind=kind, value=_short(config), hint="")
    if name == "MeanMetricWrapper" and isinstance(inside.get("fn"), str) and find(inside["fn"]) is None:
        return registry.lookup(kind, inside["fn"])(name=inside.get("name"))
    if not hasattr(cls, "from_config"):
        return _adopted(kind, cls, argument)
    return resolve(kind, cls.from_config(dict(inside)), argument)


def _entry(inside: Any, key: str) -> Any:
    return inside.get(key) if isinstance(inside, Mapping) else None


def _function(kind: str, name: Any, argument: str) -> Any:
    if isinstance(name, Mapping):
        name = name.get("config")
    if not isinstance(name, str):
        raise fail("unknown_name", argument, kind=kind, value=_short(name), hint="")
    own = find(name)
    if own is None and name not in registry.table(kind):
        raise fail("unknown_custom_object", argument, name=name)
    return named(kind, name, argument)


def _class(kind: str, config: Mapping[str, Any], argument: str) -> Any:
    """The class that a config names: a learner's own, a layer that is an activation, or a registered one."""
    name = config.get("class_name")
    if not isinstance(name, str):
        raise fail("unknown_name", argument, kind=kind, value=_short(config), hint="")
    own = find(config.get("registered_name"))
    own = find(name) if own is None else own
    if own is not None:
        return own
    name = name.rpartition(">")[2]
    if kind == "activation" and (config.get("module") == MODULES["layer"] or name not in registry.table(kind)):
        return registry.lookup("layer", name)
    if config.get("registered_name") not in (None, name, config["class_name"]) and name not in registry.table(kind):
        raise fail("unknown_custom_object", argument, name=str(config["registered_name"]))
    return registry.lookup(kind, name)


def _short(value: Any) -> str:
    return repr(value)[:100]
