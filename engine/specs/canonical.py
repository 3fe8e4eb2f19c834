"""The canonical form of a config: current argument names, values at their default left out."""

from collections.abc import Mapping
from dataclasses import MISSING, Field
from typing import Any

from engine import registry
from engine.errors import ProblemError
from engine.hyperparameters import former_names, hyperparameters, range_of
from engine.specs.objects import ObjectSpec, plain


def canonical(kind: str, spec: ObjectSpec) -> ObjectSpec:
    """Return the spec with its class's own name and only non-default values; an unknown class is unchanged."""
    try:
        cls = registry.lookup(kind, spec.class_name)
    except ProblemError:
        return spec
    return ObjectSpec(cls.__name__, canonical_config(cls, spec.config))


def canonical_config(cls: type[Any], config: Mapping[str, Any]) -> dict[str, Any]:
    """Return a config in the order of the signature, without defaults; a value outside its range is unchanged."""
    former = former_names(cls)
    remaining = {former.get(name, name): plain(value) for name, value in config.items()}
    result = {}
    for name, f in hyperparameters(cls).items():
        if name in remaining:
            value = as_plain(f, remaining.pop(name))
            if not is_default(f, value):
                result[name] = value
    return {**result, **remaining}


def as_plain(f: "Field[Any]", value: Any) -> Any:
    """Return a hyperparameter's value as plain data; a value that its range refuses is unchanged."""
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
    """Whether a plain value equals the hyperparameter's default."""
    if f.default is MISSING:
        return False
    default = as_plain(f, f.default)
    return type(value) is type(default) and bool(value == default)
