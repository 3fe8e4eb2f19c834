"""Hyperparameters: fields of a dataclass that know their range, read once by everything that needs them.

A layer, an optimizer, a loss is a dataclass made by :func:`configurable`. Each of its hyperparameters is a field made
by one of the functions below, and from these fields come the signature of the constructor, the checks, ``get_config``,
the code printer and reader, the form in the notebook and the generated tests::

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
    "text", "written_config",
]  # fmt: skip

T = TypeVar("T")


def declare(range_: Hyperparameter, default: Any = MISSING, kw_only: Any = MISSING, **metadata: Any) -> Any:
    """A dataclass field that carries its range; the functions below name the usual ones."""
    if default is None:
        range_ = range_.or_none()
    return field(default=default, kw_only=kw_only, metadata={KEY: range_, **metadata})


def integer(low: int | None = None, high: int | None = None, default: Any = MISSING, **more: Any) -> Any:
    """A whole number, ``low <= value <= high``; ``default=None`` also allows None."""
    return declare(Integer(low=low, high=high), default, **more)


def real(low: float | None = None, high: float | None = None, default: Any = MISSING,
         above: float | None = None, below: float | None = None, **more: Any) -> Any:
    """A finite number, ``low <= value <= high`` and ``above < value < below``."""
    return declare(Real(low=low, high=high, above=above, below=below), default, **more)


def boolean(default: Any = MISSING, **more: Any) -> Any:
    """True or False."""
    return declare(Boolean(), default, **more)


def choice(*choices: str, default: Any = MISSING, **more: Any) -> Any:
    """One of a few strings."""
    return declare(Choice(choices=choices), default, **more)


def text(default: Any = MISSING, **more: Any) -> Any:
    """A short string."""
    return declare(Text(), default, **more)


def integers(low: int | None = None, length: int | None = None, default: Any = MISSING, high: int | None = None,
             **more: Any) -> Any:
    """A tuple of whole numbers, each ``low <= value <= high``; one number stands for ``length`` equal ones."""
    return declare(Integers(low=low, length=length, high=high), default, **more)


def numbers(default: Any = MISSING, **more: Any) -> Any:
    """A number or a nested list of numbers, kept as it was given."""
    return declare(Numbers(), default, **more)


def of_kind(kind: str, default: Any = MISSING, **more: Any) -> Any:
    """An object of another registered kind, given as object, name, or ``{"class_name": …, "config": …}``."""
    return declare(OfKind(kind=kind), default, **more)


def _accept(cls: type[Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments under today's names; an unknown one is a problem that suggests a close name."""
    former = former_names(cls)
    known = list(hyperparameters(cls))
    accepted = {}
    for given, value in cls.accept(arguments).items():
        name = former.get(given, given)
        if name not in known:
            hint = did_you_mean(name, known)
            raise fail("unknown_argument", name, owner=cls.__name__, argument=name, hint=hint)
        accepted[name] = value
    return accepted


def _by_name(cls: type[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """All arguments by name, so that ``accept`` sees the positional ones too; Python's own errors where they clash."""
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
    """Class decorator: a dataclass whose constructor checks its arguments and also knows their former names."""
    made: Any = dataclass(eq=False, repr=False)(cls)
    construct: Callable[..., None] = made.__init__

    @wraps(construct)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807  (it becomes the class's constructor)
        accepted = _accept(made, _by_name(made, args, kwargs))
        for name, f in hyperparameters(made).items():
            if f.default is MISSING and name not in accepted:
                raise ProblemError(fail("required", name, argument=name).problem, prefix=f"{made.__name__}: ")
        construct(self, **accepted)

    made.__init__ = __init__
    return made  # type: ignore[no-any-return]


@dataclass_transform(
    eq_default=False, field_specifiers=(integer, real, boolean, choice, text, integers, numbers, of_kind, field)
)
def family(cls: type[T]) -> type[T]:
    """Class decorator for an abstract base whose hyperparameters several classes share, in one order.

    A class of the family may declare one of them again, with a range or a default of its own; its place stays.
    """
    return dataclass(eq=False, repr=False)(cls)
