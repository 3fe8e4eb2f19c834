"""Validator of hyperparameters that are user-defined functions, such as a custom loss or metric."""

from dataclasses import dataclass
from typing import Any, final

from engine.errors import fail
from engine.validators import Hyperparameter


@final
@dataclass(frozen=True)
class Function(Hyperparameter):
    """Any callable. Its plain form is its name, which cannot be loaded again."""

    def check(self, name: str, value: Any) -> Any:
        if not callable(value):
            raise fail("not_a_function", name, argument=name, value=value)
        return value

    def plain(self, value: Any) -> Any:
        return function_name(value)


def function_name(function: Any) -> str:
    """Return the name of a function, or the class name of another callable."""
    return str(getattr(function, "__name__", None) or type(function).__name__)
