"""The activation that a layer takes when it is given an operation, such as ``activation=keras.ops.relu``."""

from collections.abc import Callable
from typing import Any, TypeVar

from engine.activations.base import Activation

F = TypeVar("F", bound=Callable[..., Any])


def same_as(activation: Activation) -> Callable[[F], F]:
    """Decorator: the function has the same values as ``activation``, which a layer uses in its place."""

    def mark(function: F) -> F:
        function.activation = activation  # type: ignore[attr-defined]
        return function

    return mark
