"""One form for each meaning: former names become today's, and what equals its default is left out."""

from collections.abc import Mapping
from dataclasses import MISSING, Field
from typing import Any

from engine import registry
from engine.errors import ProblemError
from engine.hyperparameters import former_names, hyperparameters, range_of
from engine.specs.objects import ObjectSpec, plain


def canonical(kind: str, spec: ObjectSpec) -> ObjectSpec:
    """The spec under its class's own name with only what differs from the defaults; an unknown class stays as it is."""
    try:
        cls = registry.lookup(kind, spec.class_name)
    except ProblemError:
        return spec
    return ObjectSpec(cls.__name__, canonical_config(cls, spec.config))


def canonical_config(cls: type[Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """A config in the order of the signature, without defaults; what does not fit its range stays as written."""
    former = former_names(cls)
    given = {former.get(name, name): plain(value) for name, value in config.items()}
    found = {}
    for name, f in hyperparameters(cls).items():
        if name in given:
            value = as_plain(f, given.pop(name))
            if not is_default(f, value):
                found[name] = value
    return {**found, **given}


def as_plain(f: "Field[Any]", value: Any) -> Any:
    """A hyperparameter's value as its range writes it; a value that the range refuses, unchanged."""
    range_ = range_of(f)
    try:
        converted = range_.convert(f.name, value)
    except ProblemError:
        return value
    result = plain(range_.plain(converted))
    if isinstance(result, dict) and "class_name" in result:  # a nested object: canonical as well
        return canonical(getattr(range_, "kind", "schedule"), ObjectSpec.from_json(result)).to_json()
    return result


def is_default(f: "Field[Any]", value: Any) -> bool:
    """Whether a plain value is what the hyperparameter is without being written."""
    if f.default is MISSING:
        return False
    default = as_plain(f, f.default)
    return type(value) is type(default) and bool(value == default)
