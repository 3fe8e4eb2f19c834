"""What every regularizer is: a price on large weights, and its slope."""

from abc import ABC, abstractmethod
from typing import Any

from engine.hyperparameters import Configurable
from engine.typing import Array


class Regularizer(Configurable, ABC):
    """A number that is added to the loss for an array."""

    @abstractmethod
    def __call__(self, x: Array) -> float:
        """The price of ``x``, summed over all its axes."""

    @abstractmethod
    def gradient(self, x: Array) -> Array:
        """Its derivative by each number of ``x``; the shape of ``x``."""

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """None stands for the default, as in Keras."""
        return {name: value for name, value in arguments.items() if value is not None}
