"""Hyperparameters: dataclass fields with a range, the single source for all that depends on a class's arguments.

A layer, an optimizer or a loss is a dataclass made by :func:`configurable`. Each hyperparameter is a field made by one
of the functions below. From these fields come the signature of the constructor, the validation, ``get_config``, the
printing and parsing of code, the form in the notebook and the generated tests::

    @configurable
    class Dropout(Layer):
        rate: float = real(0, 1)
        seed: int | None = integer(0, default=None)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar, dataclass_transform

from engine.configurable import (
    KEY,
    MISSING,
    Configurable,
    config_of,
    convert,
    former_names,
    hyperparameters,
    range_of,
    saved_config,
    written_config,
)
from engine.errors import ProblemError, did_you_mean, fail
from engine.object_validators import OfKind
from engine.validators import Boolean, Choice, Hyperparameter, Integer, Integers, Numbers, Real, Text

__all__ = [
    "KEY", "MISSING", "Configurable", "boolean", "choice", "config_of", "configurable", "convert", "declare", "family",
    "former_names", "hyperparameters", "integer", "integers", "numbers", "of_kind", "range_of", "real", "saved_config",
    "text", "validated", "written_config",
]  # fmt: skip

T = TypeVar("T")


def declare(range_: Hyperparameter, default: Any = MISSING, kw_only: Any = MISSING, **metadata: Any) -> Any:
    """Declare a hyperparameter with any range; the functions below are shortcuts for the usual ranges."""
    if default is None:
        range_ = range_.or_none()
    return field(default=default, kw_only=kw_only, metadata={KEY: range_, **metadata})


def integer(low: int | None = None, high: int | None = None, default: Any = MISSING, **metadata: Any) -> Any:
    """An integer, ``low <= value <= high``; ``default=None`` also allows None."""
    return declare(Integer(low=low, high=high), default, **metadata)


def real(low: float | None = None, high: float | None = None, default: Any = MISSING,
         above: float | None = None, below: float | None = None, **metadata: Any) -> Any:
    """A finite number, ``low <= value <= high`` and ``above < value < below``."""
    return declare(Real(low=low, high=high, above=above, below=below), default, **metadata)


def boolean(default: Any = MISSING, **metadata: Any) -> Any:
    """True or False."""
    return declare(Boolean(), default, **metadata)


def choice(*choices: str, default: Any = MISSING, **metadata: Any) -> Any:
    """One of a few strings."""
    return declare(Choice(choices=choices), default, **metadata)


def text(default: Any = MISSING, **metadata: Any) -> Any:
    """A short string."""
    return declare(Text(), default, **metadata)


def integers(low: int | None = None, length: int | None = None, default: Any = MISSING, high: int | None = None,
             **metadata: Any) -> Any:
    """A tuple of integers, each ``low <= value <= high``; a single integer is repeated ``length`` times."""
    return declare(Integers(low=low, length=length, high=high), default, **metadata)


def numbers(default: Any = MISSING, **metadata: Any) -> Any:
    """A number or a nested list of numbers."""
    return declare(Numbers(), default, **metadata)


def of_kind(kind: str, default: Any = MISSING, **metadata: Any) -> Any:
    """An object of a registered kind; a name, a class or ``{"class_name": …, "config": …}`` is converted."""
    return declare(OfKind(kind=kind), default, **metadata)


def _accept(cls: type[Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """Rename keyword arguments to their current names; raises a ProblemError for an unknown one."""
    former = former_names(cls)
    known_names = list(hyperparameters(cls))
    accepted = {}
    for argument, value in cls.accept(arguments).items():
        name = former.get(argument, argument)
        if name not in known_names:
            hint = did_you_mean(name, known_names)
            raise fail("unknown_argument", name, owner=cls.__name__, argument=name, hint=hint)
        accepted[name] = value
    return accepted


def _by_name(cls: type[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """All arguments by name, so that ``accept`` gets the positional ones too; raises TypeError as a call would."""
    names = [name for name, f in hyperparameters(cls).items() if not f.kw_only]
    if len(args) > len(names):
        raise TypeError(f"{cls.__name__} takes {len(names)} positional arguments. Received: {len(args)}")
    positional = dict(zip(names, args, strict=False))
    for name in positional:
        if name in kwargs:
            raise TypeError(f"{cls.__name__} got two values for the argument {name!r}")
    return {**positional, **kwargs}


@dataclass_transform(
    eq_default=False, field_specifiers=(integer, real, boolean, choice, text, integers, numbers, of_kind, field)
)
def configurable(cls: type[T]) -> type[T]:
    """Class decorator: a dataclass whose constructor validates its arguments and accepts their former names."""
    return validated(dataclass(eq=False, repr=False)(cls))


def validated(cls: type[T]) -> type[T]:
    """Class decorator for a dataclass: its constructor validates its arguments and accepts their former names."""
    decorated: Any = cls
    construct: Callable[..., None] = decorated.__init__

    @wraps(construct)
    def __init__(self: Any, /, *args: Any, **kwargs: Any) -> None:  # noqa: N807  (the constructor of the class)
        accepted = _accept(decorated, _by_name(decorated, args, kwargs))
        for name, f in hyperparameters(decorated).items():
            if f.default is MISSING and name not in accepted:
                raise ProblemError(fail("required", name, argument=name).problem, prefix=f"{decorated.__name__}: ")
        construct(self, **accepted)

    decorated.__init__ = __init__
    return decorated  # type: ignore[no-any-return]


@dataclass_transform(
    eq_default=False, field_specifiers=(integer, real, boolean, choice, text, integers, numbers, of_kind, field)
)
def family(cls: type[T]) -> type[T]:
    """Class decorator for an abstract base whose subclasses share its hyperparameters and their order.

    A subclass may redeclare a hyperparameter with another range or default; its position in the signature stays.
    """
    return dataclass(eq=False, repr=False)(cls)
