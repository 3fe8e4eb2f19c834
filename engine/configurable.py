"""Configurable objects: the hyperparameter fields of a class, and the configs made from them."""

import dataclasses
from collections.abc import Collection
from dataclasses import Field, fields, is_dataclass
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from engine.errors import ProblemError
from engine.validators import Hyperparameter

T = TypeVar("T")
MISSING = dataclasses.MISSING
"""The default of a hyperparameter that has to be given."""
KEY = "hyperparameter"
"""The key of the range in a field's metadata."""


def hyperparameters(cls: type[Any]) -> dict[str, "Field[Any]"]:
    """The hyperparameter fields of a class by name, in the order of its signature."""
    declared = [f for f in fields(cls) if KEY in f.metadata] if is_dataclass(cls) else []
    return {f.name: f for f in sorted(declared, key=lambda f: bool(f.kw_only))}


def range_of(f: "Field[Any]") -> Hyperparameter:
    """The range in the metadata of a hyperparameter field."""
    range_: Hyperparameter = f.metadata[KEY]
    return range_


def convert(instance: Any) -> None:
    """Validate and convert every hyperparameter of an instance in place; raise the first problem."""
    for name, f in hyperparameters(type(instance)).items():
        try:
            value = range_of(f).convert(name, getattr(instance, name))
        except ProblemError as error:
            raise ProblemError(error.problem, prefix=f"{type(instance).__name__}: ") from None
        object.__setattr__(instance, name, value)


def config_of(instance: Any) -> dict[str, Any]:
    """Hyperparameters by name as plain data (numbers, strings, lists, dicts), in the shortest form."""
    return {name: range_of(f).plain(instance.argument(name)) for name, f in hyperparameters(type(instance)).items()}


def saved_config(instance: Any) -> dict[str, Any]:
    """Like :func:`config_of`, but as Keras 3 saves configs: objects inside with their module and class."""
    return {name: range_of(f).saved(instance.argument(name)) for name, f in hyperparameters(type(instance)).items()}


def written_config(instance: Any) -> dict[str, Any]:
    """Like :func:`config_of`, but without values that equal their default: the arguments that a person would write."""
    config = config_of(instance)
    for name, f in hyperparameters(type(instance)).items():
        if f.default is not MISSING and range_of(f).plain(range_of(f).convert(name, f.default)) == config[name]:
            del config[name]
    return config


def at_defaults(instance: Any, but: Collection[str] = frozenset()) -> bool:
    """Whether every hyperparameter, except those named in ``but``, has its default.

    A fast path names the hyperparameters that it supports. If one is added to a class later, the fast path rejects
    objects that set it.
    """
    cls: Any = type(instance)
    return all(range_.plain(instance.argument(name)) == default
               for name, range_, default in _defaults(cls, frozenset(but)))


@lru_cache(256)
def _defaults(cls: Any, but: frozenset[str]) -> list[tuple[str, Hyperparameter, Any]]:
    """Name, range and default of each hyperparameter; a required one has MISSING, which differs from every value."""
    return [(name, range_of(f), MISSING if f.default is MISSING else range_of(f).plain(
        range_of(f).convert(name, f.default))) for name, f in hyperparameters(cls).items() if name not in but]


def former_names(cls: type[Any]) -> dict[str, str]:
    """Current names of arguments by their names in Keras 2: ``{"alpha": "negative_slope"}``."""
    return {old: name for name, f in hyperparameters(cls).items() for old in f.metadata.get("formerly", ())}


class Configurable:
    """Base of the classes decorated with :func:`engine.hyperparameters.configurable`."""

    in_keras: ClassVar[bool] = True
    """Whether Keras has this class; the tests have no values recorded from Keras for the others."""

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Hook: rewrite keyword arguments for which a new name is not enough, such as ``decay``."""
        return arguments

    def __post_init__(self) -> None:
        convert(self)

    def argument(self, name: str) -> Any:
        """The value of a hyperparameter: the attribute of that name, unless Keras uses that for something else."""
        return getattr(self, name)

    def get_config(self) -> dict[str, Any]:
        """Hyperparameters as plain data in Keras's form; ``from_config`` makes an equal object from it."""
        return saved_config(self)

    def spec_config(self) -> dict[str, Any]:
        """Hyperparameters as plain data, without generated values such as an automatic name."""
        return config_of(self)

    @classmethod
    def from_config(cls: type[T], config: dict[str, Any]) -> T:
        """Make an object from the result of ``get_config``."""
        return cls(**config)

    def __repr__(self) -> str:
        arguments = ", ".join(f"{name}={value!r}" for name, value in written_config(self).items())
        return f"{type(self).__name__}({arguments})"
