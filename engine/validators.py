"""Ranges of hyperparameters: each validates and converts a value, and describes the field of a form for it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import isfinite
from numbers import Integral
from numbers import Real as RealNumber
from typing import Any, Self, final

from engine.errors import did_you_mean, fail
from engine.limits import MAX_TEXT, MAX_TEXTS


@dataclass(frozen=True)
class Hyperparameter(ABC):
    """The range of a hyperparameter. optional: whether None is allowed."""

    optional: bool = False

    def convert(self, name: str, value: Any) -> Any:
        """Validate a value and convert it to the engine's type; raises a ProblemError that names the argument."""
        if value is None and self.optional:
            return None
        return self.check(name, value)

    @abstractmethod
    def check(self, name: str, value: Any) -> Any:
        """Like :meth:`convert`, which calls it, but ``value`` is never an allowed None."""

    def plain(self, value: Any) -> Any:
        """Return a converted value as plain data."""
        return value

    def saved(self, value: Any) -> Any:
        """Return a converted value in the form of Keras's configs."""
        return self.plain(value)

    def or_none(self) -> Self:
        """The same range, with None allowed."""
        return replace(self, optional=True)

    def form(self) -> dict[str, Any]:
        """Describe a form field: ``{"widget": "integer", "low": 1, …}``."""
        return {"widget": type(self).__name__.lower(), **asdict(self)}


def _check_between(name: str, value: Any, low: Any, high: Any) -> None:
    if low is not None and value < low:
        raise fail("too_small", name, argument=name, low=low, value=value)
    if high is not None and value > high:
        raise fail("too_large", name, argument=name, high=high, value=value)


def _is_finite(value: RealNumber) -> bool:
    try:
        return isfinite(value)
    except OverflowError:  # an integer larger than any float
        return False


@final
@dataclass(frozen=True)
class Integer(Hyperparameter):
    """An integer; ``8.0`` is accepted, True is not."""

    low: int | None = None
    high: int | None = None

    def check(self, name: str, value: Any) -> int:
        is_integer = isinstance(value, Integral) or (isinstance(value, RealNumber) and float(value).is_integer())
        if isinstance(value, bool) or not is_integer:
            raise fail("not_an_integer", name, argument=name, value=value)
        _check_between(name, value, self.low, self.high)
        return int(value)


@final
@dataclass(frozen=True)
class AxisOrAxes(Hyperparameter):
    """An axis, as an integer, or several of them as a tuple."""

    def check(self, name: str, value: Any) -> Any:
        if isinstance(value, list | tuple) and value:
            return tuple(Integer().check(name, item) for item in value)
        return Integer().check(name, value)

    def plain(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value

    def form(self) -> dict[str, Any]:
        return Integer(optional=self.optional).form()


@final
@dataclass(frozen=True)
class Real(Hyperparameter):
    """A finite number."""

    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None

    def check(self, name: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, RealNumber):
            raise fail("not_a_number", name, argument=name, value=value)
        if not _is_finite(value):
            raise fail("not_finite", name, argument=name, value=value)
        result = float(value)
        _check_between(name, result, self.low, self.high)
        if self.above is not None and result <= self.above:
            raise fail("not_above", name, argument=name, low=self.above, value=value)
        if self.below is not None and result >= self.below:
            raise fail("not_below", name, argument=name, high=self.below, value=value)
        return result


@final
@dataclass(frozen=True)
class Boolean(Hyperparameter):
    """True or False; 0 and 1 are accepted."""

    def check(self, name: str, value: Any) -> bool:
        if value not in (True, False):
            raise fail("not_a_boolean", name, argument=name, value=value)
        return bool(value)


@final
@dataclass(frozen=True)
class Choice(Hyperparameter):
    """One of a fixed set of strings."""

    choices: tuple[str, ...] = ()

    def check(self, name: str, value: Any) -> str:
        if value not in self.choices:
            hint = did_you_mean(value, list(self.choices))
            raise fail("not_a_choice", name, argument=name, choices=self.choices, value=value, hint=hint)
        return str(value)


@final
@dataclass(frozen=True)
class Text(Hyperparameter):
    """A short string."""

    def check(self, name: str, value: Any) -> str:
        if not isinstance(value, str):
            raise fail("not_text", name, argument=name, value=value)
        _check_between(name, len(value), None, MAX_TEXT)
        return value


@final
@dataclass(frozen=True)
class Texts(Hyperparameter):
    """A tuple of short strings, such as the words of a vocabulary."""

    def check(self, name: str, value: Any) -> tuple[str, ...]:
        value = value.tolist() if hasattr(value, "tolist") else value
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise fail("not_texts", name, argument=name, value=value)
        _check_between(name, len(value), None, MAX_TEXTS)
        each = Text()
        return tuple(each.check(name, item) for item in value)

    def plain(self, value: Any) -> Any:
        return None if value is None else list(value)


@final
@dataclass(frozen=True)
class Integers(Hyperparameter):
    """A tuple of ``length`` integers, or of any number if length is None; a single integer is repeated."""

    low: int | None = None
    length: int | None = None
    high: int | None = None

    def check(self, name: str, value: Any) -> tuple[int, ...]:
        if not isinstance(value, bool) and isinstance(value, Integral):
            value = (value,) * (self.length or 1)
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise fail("not_a_shape", name, argument=name, value=value)
        if self.length is not None and len(value) != self.length:
            raise fail("wrong_length", name, argument=name, length=self.length, value=value)
        each = Integer(low=self.low, high=self.high)
        return tuple(each.check(name, item) for item in value)

    def plain(self, value: Any) -> Any:
        return None if value is None else list(value)


def _lengths(value: Any) -> tuple[int, ...]:
    """The shape of nested tuples, as of an array: the length at each depth, read from the first item."""
    if not isinstance(value, tuple):
        return ()
    return (len(value), *(_lengths(value[0]) if value else ()))


@final
@dataclass(frozen=True)
class Numbers(Hyperparameter):
    """A number, or nested lists or an array of numbers."""

    def check(self, name: str, value: Any) -> Any:
        value = value.tolist() if hasattr(value, "tolist") else value
        if isinstance(value, list | tuple):
            items = tuple(self.check(name, item) for item in value)
            if len({_lengths(item) for item in items}) > 1:
                raise fail("ragged", name, argument=name, value=value)
            return items
        return Real().check(name, value)

    def plain(self, value: Any) -> Any:
        return [self.plain(item) for item in value] if isinstance(value, tuple) else value


@final
@dataclass(frozen=True)
class BatchShape(Hyperparameter):
    """A shape with its batch axis: integers of at least 1, or None for an unknown length."""

    def check(self, name: str, value: Any) -> tuple[int | None, ...]:
        if not isinstance(value, list | tuple):
            raise fail("not_a_shape", name, argument=name, value=value)
        each = Integer(low=1, optional=True)
        return tuple(each.convert(name, item) for item in value)

    def plain(self, value: Any) -> Any:
        return None if value is None else list(value)
