"""Hyperparameters: fields of a dataclass that know their range, read once by everything that needs them.

A layer, an optimizer, a loss is a dataclass made by :func:`configurable`. Each of its hyperparameters is a field made
by one of the functions below, and from these fields come the signature of the constructor, the checks, ``get_config``,
the code printer and reader, the form in the notebook and the generated tests::

    @configurable
    class Dropout(Layer):
        rate: float = real(0, 1)
        seed: int | None = integer(0, default=None)
"""

import dataclasses
from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from functools import wraps
from typing import Any, TypeVar, dataclass_transform

from engine.errors import ProblemError, did_you_mean, fail
from engine.validators import Boolean, Choice, Hyperparameter, Integer, Integers, Numbers, OfKind, Real, Text

T = TypeVar("T")
MISSING = dataclasses.MISSING
"""The default of a hyperparameter that has to be given."""
KEY = "hyperparameter"


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


def hyperparameters(cls: type[Any]) -> dict[str, "Field[Any]"]:
    """The hyperparameter fields of a class by name, in the order of its signature."""
    found = [f for f in fields(cls) if KEY in f.metadata]
    return {f.name: f for f in sorted(found, key=lambda f: bool(f.kw_only))}


def range_of(f: "Field[Any]") -> Hyperparameter:
    """The range that a hyperparameter field carries."""
    found: Hyperparameter = f.metadata[KEY]
    return found


def convert(instance: Any) -> None:
    """Check every hyperparameter of an instance and replace it by its converted value; raise the first problem."""
    for name, f in hyperparameters(type(instance)).items():
        try:
            value = range_of(f).convert(name, getattr(instance, name))
        except ProblemError as error:
            raise ProblemError(error.problem, prefix=f"{type(instance).__name__}: ") from None
        object.__setattr__(instance, name, value)


def config_of(instance: Any) -> dict[str, Any]:
    """Hyperparameters by name as plain data (numbers, strings, lists, dicts), as briefly as it can be said."""
    return {name: range_of(f).plain(getattr(instance, name)) for name, f in hyperparameters(type(instance)).items()}


def saved_config(instance: Any) -> dict[str, Any]:
    """As :func:`config_of`, in the form in which Keras 3 saves configs: objects inside with their module and class."""
    return {name: range_of(f).saved(getattr(instance, name)) for name, f in hyperparameters(type(instance)).items()}


def written_config(instance: Any) -> dict[str, Any]:
    """As :func:`config_of`, without what equals its default: what a person would write."""
    config = config_of(instance)
    for name, f in hyperparameters(type(instance)).items():
        if f.default is not MISSING and range_of(f).plain(range_of(f).convert(name, f.default)) == config[name]:
            del config[name]
    return config


def former_names(cls: type[Any]) -> dict[str, str]:
    """Keras 2's names of arguments with today's: ``{"alpha": "negative_slope"}``."""
    return {old: name for name, f in hyperparameters(cls).items() for old in f.metadata.get("formerly", ())}


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


class Configurable:
    """Base of everything that :func:`configurable` decorates."""

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Hook: rewrite keyword arguments that need more than a new name (as ``decay`` does)."""
        return arguments

    def __post_init__(self) -> None:
        convert(self)

    def get_config(self) -> dict[str, Any]:
        """Every hyperparameter as plain data in Keras's form; ``from_config`` makes an equal object of it."""
        return saved_config(self)

    def spec_config(self) -> dict[str, Any]:
        """Every hyperparameter, without what nobody gave, such as a name found for the occasion."""
        return config_of(self)

    @classmethod
    def from_config(cls: type[T], config: dict[str, Any]) -> T:
        """An object from what ``get_config`` returned."""
        return cls(**config)

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in written_config(self).items())
        return f"{type(self).__name__}({inside})"
