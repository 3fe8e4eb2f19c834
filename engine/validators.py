"""The ranges of hyperparameters: each converts a value or says what is wrong with it, and describes its form field."""

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
    """What values a hyperparameter takes. optional: whether None is one of them."""

    optional: bool = False

    def convert(self, name: str, value: Any) -> Any:
        """The value as the engine uses it; raises a ProblemError that names the argument."""
        if value is None and self.optional:
            return None
        return self.check(name, value)

    @abstractmethod
    def check(self, name: str, value: Any) -> Any:
        """As :meth:`convert`, for a value that has to be there."""

    def plain(self, value: Any) -> Any:
        """The converted value as plain data."""
        return value

    def saved(self, value: Any) -> Any:
        """The converted value as Keras's configs hold it."""
        return self.plain(value)

    def or_none(self) -> Self:
        """The same range with None in it."""
        return replace(self, optional=True)

    def form(self) -> dict[str, Any]:
        """What an interface needs to draw the field: ``{"widget": "integer", "low": 1, …}``."""
        return {"widget": type(self).__name__.lower(), **asdict(self)}


def _between(name: str, value: Any, low: Any, high: Any) -> None:
    if low is not None and value < low:
        raise fail("too_small", name, argument=name, low=low, value=value)
    if high is not None and value > high:
        raise fail("too_large", name, argument=name, high=high, value=value)


def _finite(value: RealNumber) -> bool:
    try:
        return isfinite(value)
    except OverflowError:  # a whole number beyond what a float holds
        return False


@final
@dataclass(frozen=True)
class Integer(Hyperparameter):
    """A whole number; ``8.0`` counts as one, True does not."""

    low: int | None = None
    high: int | None = None

    def check(self, name: str, value: Any) -> int:
        whole = isinstance(value, Integral) or (isinstance(value, RealNumber) and float(value).is_integer())
        if isinstance(value, bool) or not whole:
            raise fail("not_an_integer", name, argument=name, value=value)
        _between(name, value, self.low, self.high)
        return int(value)


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
        if not _finite(value):
            raise fail("not_finite", name, argument=name, value=value)
        number = float(value)
        _between(name, number, self.low, self.high)
        if self.above is not None and number <= self.above:
            raise fail("not_above", name, argument=name, low=self.above, value=value)
        if self.below is not None and number >= self.below:
            raise fail("not_below", name, argument=name, high=self.below, value=value)
        return number


@final
@dataclass(frozen=True)
class Boolean(Hyperparameter):
    """True or False; 0 and 1 count."""

    def check(self, name: str, value: Any) -> bool:
        if value not in (True, False):
            raise fail("not_a_boolean", name, argument=name, value=value)
        return bool(value)


@final
@dataclass(frozen=True)
class Choice(Hyperparameter):
    """One of a few strings."""

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
        _between(name, len(value), None, MAX_TEXT)
        return value


@final
@dataclass(frozen=True)
class Texts(Hyperparameter):
    """A tuple of short strings, such as the words of a vocabulary."""

    def check(self, name: str, value: Any) -> tuple[str, ...]:
        value = value.tolist() if hasattr(value, "tolist") else value
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise fail("not_texts", name, argument=name, value=value)
        _between(name, len(value), None, MAX_TEXTS)
        each = Text()
        return tuple(each.check(name, item) for item in value)

    def plain(self, value: Any) -> Any:
        return None if value is None else list(value)


@final
@dataclass(frozen=True)
class Integers(Hyperparameter):
    """A tuple of whole numbers: of ``length`` (one number stands for all), or of any length."""

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
    """The shape of nested tuples of which each level is even."""
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
    """A shape with its batch axis: whole numbers of at least 1, or None where a length is open."""

    def check(self, name: str, value: Any) -> tuple[int | None, ...]:
        if not isinstance(value, list | tuple):
            raise fail("not_a_shape", name, argument=name, value=value)
        each = Integer(low=1, optional=True)
        return tuple(each.convert(name, item) for item in value)

    def plain(self, value: Any) -> Any:
        return None if value is None else list(value)
