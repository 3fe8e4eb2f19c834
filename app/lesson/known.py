"""What a lesson may name: layers with their arguments, and the words of the glossary."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field
from functools import cache
from typing import Any, final

from app.lesson.parts import Term
from engine import registry
from engine.hyperparameters import former_names, hyperparameters


@final
@dataclass(frozen=True)
class Known:
    """layers: class names with the names of their arguments. names: of losses, metrics, optimizers, by their kind.

    terms: the glossary by word.
    """

    layers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)


@cache
def layers() -> Mapping[str, frozenset[str]]:
    """The layers of the engine."""
    return {cls.__name__: frozenset([*hyperparameters(cls), *former_names(cls)]) for cls in registry.classes("layer")}


@cache
def names() -> Mapping[str, frozenset[str]]:
    """The names of the engine's losses, metrics and optimizers."""
    return {kind: frozenset(registry.table(kind)) for kind in ("loss", "metric", "optimizer")}


def setting(class_name: str, config: Mapping[str, Any], name: str) -> Any:
    """A layer's argument as plain data; one that is not in its config is at its default."""
    if name in config or class_name not in registry.table("layer"):
        return config.get(name)
    found = hyperparameters(registry.lookup("layer", class_name)).get(name)
    return None if found is None or found.default is MISSING else found.default


def same_name(kind: str, first: Any, second: Any) -> bool:
    """Whether two names mean one thing, as `adam` and `Adam` or `mse` and `mean_squared_error` do."""
    table = registry.table(kind)
    a, b = _bare(first), _bare(second)
    if a in table and b in table:
        return table[a] is table[b]
    return a.replace("_", "").lower() == b.replace("_", "").lower()


def same_curve(first: str, second: str) -> bool:
    """Whether two curves are of one metric, both of training or both of validation."""
    bare = (first.removeprefix("val_"), second.removeprefix("val_"))
    if first.startswith("val_") != second.startswith("val_"):
        return False
    return set(bare) <= {"acc", "accuracy"} or same_name("metric", *bare)


def _bare(value: Any) -> str:
    return str(value["class_name"] if isinstance(value, Mapping) and "class_name" in value else value)
