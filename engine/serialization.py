"""Convert objects to plain data in Keras 3's form and back: ``get``, ``serialize`` and ``deserialize`` of each package.

The form is ``{"module": "keras.layers", "class_name": "Dense", "config": {…}, "registered_name": None}``. A class of
the engine is found by its name in the registry; a custom class or function is found by name among the custom
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
from engine.lambdas import find_lambda, is_lambda, lambda_config
from engine.overrides import is_own

MODULES = {"layer": "keras.layers", "cell": "keras.layers",
           "activation": "keras.activations", "initializer": "keras.initializers",
           "regularizer": "keras.regularizers", "constraint": "keras.constraints", "optimizer": "keras.optimizers",
           "schedule": "keras.optimizers.schedules", "loss": "keras.losses", "metric": "keras.metrics"}
KINDS = {f"{package}.base": kind for kind, package in registry.PACKAGES.items()}
ACTIVATION_LAYERS = ("ELU", "LeakyReLU", "ReLU")
"""Layers whose names Keras 2 accepts as activations, with the defaults of the layers."""
WRAPPERS = {"LossFunctionWrapper", "MeanMetricWrapper"}
"""Classes under which Keras 2 saves a loss or metric that is a function; their config names the function."""


def get(kind: str, identifier: Any) -> Any:
    """Return the object for a name, config, class, function or object; None stays None.

    Raises a ProblemError with a close name as a hint if a name is unknown.
    """
    return None if identifier is None else resolve(kind, identifier, "identifier")


def deserialize(kind: str, config: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """Make an object from a name or from the result of :func:`serialize`."""
    with scope(custom_objects):
        if kind in ("loss", "metric"):
            return registry.package(kind).get(config)
        return get(kind, config)


# --- writing ------------------------------------------------------------------------------------------------------


def serialize(value: Any) -> Any:
    """Return an object as plain data, from which :func:`deserialize` makes an equal one; plain data is unchanged."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): serialize(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [serialize(item) for item in value]
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return serialize_function(value) if _is_function(value) else _serialize_object(value)


def kind_of(cls: type[Any]) -> str | None:
    """The registered kind of a class, such as ``layer``; None if it has none."""
    return next((KINDS[base.__module__] for base in cls.__mro__ if base.__module__ in KINDS), None)


def _is_function(value: Any) -> bool:
    """Whether a value is saved by name only: a function, or an object of the engine that stands for one."""
    return stands_for_function(value) or (callable(value) and not hasattr(value, "get_config"))


def stands_for_function(value: Any) -> bool:
    """Whether a value is an object of the engine for a learner's function, such as a FunctionLoss."""
    return bool(getattr(type(value), "is_function", False))


def serialize_function(value: Any) -> dict[str, Any]:
    """A function in Keras's form: its name, under which ``custom_objects`` has to hold it; a lambda with its code."""
    function = value.function if stands_for_function(value) else value
    if is_lambda(function):
        return lambda_config(function, "value")
    name = get_registered_name(function)
    if not isinstance(name, str):
        name = type(value).__name__
    return {"module": "builtins", "class_name": "function", "config": name, "registered_name": "function"}


def _serialize_object(value: Any) -> dict[str, Any]:
    value = getattr(value, "wrapped_model", value)  # a model in a wrapper
    cls = type(value)
    kind = kind_of(cls)
    if kind == "activation":
        activation: dict[str, Any] = _serialize_activation(value)
        return activation
    ours = kind is not None and cls in registry.classes(kind)
    module = MODULES[kind] if ours and kind else "keras" if cls.__module__ == "engine.models.sequential" else None
    data: dict[str, Any] = {"module": module, "class_name": cls.__name__, "config": value.get_config(),
                            "registered_name": None if module else get_registered_name(cls)}
    for part in ("build_config", "compile_config"):
        config = getattr(value, f"get_{part}")() if hasattr(value, f"get_{part}") else None
        if config or (config is not None and part == "compile_config"):
            data[part] = config
    return data


def _serialize_activation(value: Any) -> Any:
    """An activation's name if its settings are the defaults, else the equivalent layer's config.

    Keras's activation functions have no settings.
    """
    config = short_config("activation", value)
    if isinstance(config, str):
        return config
    layer = next((cls.__name__ for cls in registry.classes("layer")
                  if cls.__name__.lower() == type(value).__name__.lower()), None)
    return {"module": MODULES["layer" if layer else "activation"], "class_name": layer or type(value).__name__,
            "config": value.get_config(), "registered_name": None}


def short_config(kind: str, value: Any) -> Any:
    """The shortest config of an object: its name if its settings are the defaults, else class and settings."""
    if value is None or hasattr(value, "written_as"):
        return getattr(value, "written_as", None)
    if _is_function(value) and kind != "activation":
        return serialize_function(value)["config"]
    config = value.spec_config() if isinstance(value, Configurable) else {}
    if is_own(type(value)):
        return {"class_name": type(value).__name__, "config": config}
    if kind == "layer":  # Keras accepts no layer by name
        return {"class_name": type(value).__name__, "config": config}
    defaults = config_of(type(value)()) == config if _has_defaults(type(value)) else False
    return registry.identifier(type(value)) if defaults else {"class_name": type(value).__name__, "config": config}


def _has_defaults(cls: type[Any]) -> bool:
    """Whether a class can be instantiated without arguments."""
    return is_dataclass(cls) and all(f.default is not MISSING for f in hyperparameters(cls).values())


# --- reading ------------------------------------------------------------------------------------------------------


def resolve(kind: str, value: Any, argument: str) -> Any:
    """Return the object of a kind for a name, config, class, function or object.

    Raises a ProblemError that names ``argument``.
    """
    if value is None and kind == "activation":  # removes the activation that a layer has by default
        value = "linear"
    if isinstance(value, str):
        return object_by_name(kind, value, argument)
    if isinstance(value, Mapping):
        return object_from_config(kind, value, argument)
    if isinstance(value, type) and issubclass(value, registry.base(kind)):
        return value()
    if isinstance(value, registry.base(kind)):
        return value
    return registry.adapt_callable(kind, argument, value)


def object_by_name(kind: str, name: str, argument: str) -> Any:
    """Return the custom object of that name, or an instance of the registered class with its defaults."""
    custom = find(name)
    if custom is None and kind == "activation" and name in ACTIVATION_LAYERS:
        return resolve(kind, registry.lookup("layer", name)(name=name), argument)
    return registry.lookup(kind, name)() if custom is None else _adapt_custom(kind, custom, argument)


def _adapt_custom(kind: str, custom: Any, argument: str) -> Any:
    """Convert a custom class, object or function to an object of the kind."""
    if kind in ("loss", "metric"):
        return registry.package(kind).get(custom)
    return resolve(kind, custom, argument)


def object_from_config(kind: str, config: Mapping[str, Any], argument: str) -> Any:
    """Make the object that a config describes; raises a ProblemError if the config is wrong."""
    name, settings = config.get("class_name"), config.get("config")
    if name == "__lambda__":
        return _adapt_custom(kind, find_lambda(config, argument), argument)
    if name == "function" or name in WRAPPERS - set(registry.table(kind)):
        return _function(kind, settings if name == "function" else _entry(settings, "fn"), argument)
    if kind == "layer" and is_model_config(config):
        return resolve(kind, registry.unbuilt_model(config), argument)
    cls = _class(kind, config, argument)
    settings = {} if settings is None else settings
    if not isinstance(settings, Mapping):
        raise fail("unknown_name", argument, kind=kind, value=_shorten(config), hint="")
    if name == "MeanMetricWrapper" and isinstance(settings.get("fn"), str) and find(settings["fn"]) is None:
        return registry.lookup(kind, settings["fn"])(name=settings.get("name"))
    if not hasattr(cls, "from_config"):
        return _adapt_custom(kind, cls, argument)
    return resolve(kind, cls.from_config(dict(settings)), argument)


def own_model_class(config: Mapping[str, Any]) -> Any:
    """The learner's subclass of Sequential that a config names, found among the custom objects; None if it is none."""
    for name in (config.get("registered_name"), config.get("class_name")):
        custom = find(name)
        if isinstance(custom, type) and issubclass(custom, registry.model_class()):
            return custom
    return None


def is_model_config(config: Mapping[str, Any]) -> bool:
    """Whether a config is that of a Sequential or of a learner's subclass of it."""
    return config.get("class_name") == "Sequential" or own_model_class(config) is not None


def _entry(settings: Any, key: str) -> Any:
    return settings.get(key) if isinstance(settings, Mapping) else None


def _function(kind: str, name: Any, argument: str) -> Any:
    if isinstance(name, Mapping):
        name = name.get("config")
    if not isinstance(name, str):
        raise fail("unknown_name", argument, kind=kind, value=_shorten(name), hint="")
    if find(name) is None and name not in registry.table(kind):
        raise fail("unknown_custom_object", argument, name=name)
    return object_by_name(kind, name, argument)


def _class(kind: str, config: Mapping[str, Any], argument: str) -> Any:
    """The class that a config names: a custom class, an activation layer, or a registered class."""
    name = config.get("class_name")
    if not isinstance(name, str):
        raise fail("unknown_name", argument, kind=kind, value=_shorten(config), hint="")
    custom = find(config.get("registered_name"))
    custom = find(name) if custom is None else custom
    if custom is not None:
        return custom
    name = name.rpartition(">")[2]
    if kind == "activation" and (config.get("module") == MODULES["layer"] or name not in registry.table(kind)):
        return registry.lookup("layer", name)
    if config.get("registered_name") not in (None, name, config["class_name"]) and name not in registry.table(kind):
        raise fail("unknown_custom_object", argument, name=str(config["registered_name"]))
    return registry.lookup(kind, name)


def _shorten(value: Any) -> str:
    return repr(value)[:100]
