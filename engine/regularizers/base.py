"""Regularizer: the base of all regularizers, which are penalties on weights or outputs with their gradient."""

from abc import ABC, abstractmethod
from typing import Any

from engine.hyperparameters import Configurable
from engine.typing import Array


class Regularizer(Configurable, ABC):
    """A penalty on an array that is added to the loss."""

    @abstractmethod
    def __call__(self, x: Any) -> Any:
        """Return the penalty of ``x``, a scalar tensor, which is on the trace if ``x`` is."""

    @abstractmethod
    def gradient(self, x: Array) -> Array:
        """Return the gradient of the penalty with respect to ``x``, of the shape of ``x``."""

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Replace None by the default, as Keras does."""
        return {name: value for name, value in arguments.items() if value is not None}
