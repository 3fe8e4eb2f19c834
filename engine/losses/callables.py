"""The range of a hyperparameter that is a function of ``y_true`` and ``y_pred``, written by a learner."""

from dataclasses import dataclass
from typing import Any, final

from engine.errors import fail
from engine.validators import Hyperparameter


@final
@dataclass(frozen=True)
class Function(Hyperparameter):
    """Anything that can be called. As plain data it is its name, from which nothing can be made again."""

    def check(self, name: str, value: Any) -> Any:
        if not callable(value):
            raise fail("not_a_function", name, argument=name, value=value)
        return value

    def plain(self, value: Any) -> Any:
        return function_name(value)


def function_name(function: Any) -> str:
    """What a function, or an object that can be called, is called."""
    return str(getattr(function, "__name__", None) or type(function).__name__)
