"""Forms from the registry: the fields of a class with their ranges, and their Korean names from its card."""

from collections.abc import Mapping
from dataclasses import MISSING, Field
from typing import Any

from app.texts.cards import Argument, card
from engine import registry
from engine.hyperparameters import hyperparameters, range_of
from engine.layers.input_layer import InputLayer
from engine.layers.wrapper import Wrapper
from engine.object_validators import OfKind, Rate
from engine.specs.canonical import as_plain

HIDDEN = frozenset({"batch_input_shape", "dtype", "return_state", "verbose"})
"""What a stack has no use for: the data says the shape, the engine computes in float32, and there is one output."""
BRICKS = ("layer", "cell")
"""Kinds whose classes need arguments: a field for one has a form of its own in it."""
EXACT = 2**53
"""The largest integer up to which a browser knows every one."""
BASIC = 3
"""How many of a class's own fields are shown at once; the others are advanced."""


def form_of(kind: str, cls: type[Any]) -> list[dict[str, Any]]:
    """A plain dict for every field of a class's form, in the order of its signature."""
    words = card(kind, cls.__name__).arguments
    fields = {name: f for name, f in hyperparameters(cls).items() if name not in HIDDEN}
    own = [name for name, f in fields.items() if not f.kw_only]
    return [field_of(name, f, words.get(name), advanced=name not in own[:BASIC]) for name, f in fields.items()]


def field_of(name: str, f: "Field[Any]", words: Argument | None, advanced: bool = False) -> dict[str, Any]:
    """One field: its widget and range, default, and Korean label and help."""
    range_ = range_of(f)
    default = None if f.default is MISSING else as_plain(f, f.default)
    limits = {key: None for key, value in range_.form().items() if isinstance(value, int) and abs(value) > EXACT}
    found = {**range_.form(), **limits, "name": name, "default": default, "required": f.default is MISSING,
             "advanced": advanced and f.default is not MISSING, "label": words.label if words else "",
             "help": words.help if words else ""}
    if isinstance(range_, OfKind):
        found["names"] = names_of(range_.kind)
    if isinstance(range_, OfKind) and range_.kind in BRICKS:
        inside = wrapped(f)
        found["names"] = list(inside)
        found["forms"] = {each: [one for one in form_of(range_.kind, cls) if not one["advanced"]]
                          for each, cls in inside.items()}
    if isinstance(range_, Rate):
        found = {**found, "widget": "real", "low": 0}
    return found


def names_of(kind: str) -> list[str]:
    """The names of a kind that a combobox offers: those that need no further argument."""
    return [registry.identifier(cls) for cls in registry.classes(kind)
            if all(f.default is not MISSING for f in hyperparameters(cls).values())]


def wrapped(f: "Field[Any]") -> dict[str, type[Any]]:
    """What a field of a wrapping layer offers: cells, or layers of the families that it takes that wrap no others."""
    if getattr(range_of(f), "kind", "layer") == "cell":
        return {cls.__name__: cls for cls in registry.classes("cell") if "units" in hyperparameters(cls)}
    families = f.metadata.get("families")
    found = {cls.__name__: cls for cls in registry.classes("layer") if cls is not InputLayer}
    return {name: cls for name, cls in found.items() if not issubclass(cls, Wrapper)
            and (families is None or (cls.family in families and "units" in hyperparameters(cls)))}


def chosen(layer: str, name: str, value: Any) -> Any:
    """What a form means by a value: a layer's name in a field for layers stands for one with its first values."""
    cls = registry.table("layer").get(layer)
    f = None if cls is None else hyperparameters(cls).get(name)
    kind = None if f is None else getattr(range_of(f), "kind", None)
    if kind not in BRICKS or not isinstance(value, str):
        return value
    return {"class_name": value, "config": first_config(value, str(kind))}


def first_config(layer: str, kind: str = "layer") -> dict[str, Any]:
    """What a new brick of a class begins with: the example of every field that has to be given."""
    cls = registry.table(kind).get(layer)
    fields = {} if cls is None else hyperparameters(cls)
    return {name: f.metadata["example"] for name, f in fields.items() if "example" in f.metadata}


def option_form(options: Mapping[str, Any], words: Mapping[str, Argument]) -> list[dict[str, Any]]:
    """The fields of a data set's options."""
    return [{**option.range.form(), "name": name, "default": option.default, "required": False, "advanced": False,
             "label": words[name].label if name in words else name, "help": words[name].help if name in words else ""}
            for name, option in options.items()]
