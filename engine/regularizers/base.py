"""Regularizer: the base of all regularizers, which are penalties on weights or outputs with their gradient."""

from abc import ABC
from typing import Any

from engine.backend.tensor import Tensor, gradient
from engine.errors import fail
from engine.hyperparameters import Configurable
from engine.overrides import overrides
from engine.typing import Array


class Regularizer(Configurable, ABC):
    """A penalty on an array that is added to the loss.

    A learner's class defines ``__call__``, with functions of ``keras.ops``; its gradient is computed with a tape.
    Source: Keras 3, ``regularizers.Regularizer``.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if overrides(cls, "__call__"):
            cls.gradient = Regularizer.gradient_on_tape  # type: ignore[method-assign]

    def __call__(self, x: Any) -> Any:
        """Return the penalty of ``x``, a scalar tensor, which is on the trace if ``x`` is."""
        raise fail("method_missing", name=type(self).__name__, method="__call__")

    def gradient(self, x: Array) -> Array:
        """Return the gradient of the penalty with respect to ``x``, of the shape of ``x``."""
        return self.gradient_on_tape(x)

    def gradient_on_tape(self, x: Array) -> Array:
        """Return the gradient of a penalty that is written with functions of ``keras.ops``."""
        source = Tensor(x)
        return gradient(self(source), source)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Replace None by the default, as Keras does."""
        return {name: value for name, value in arguments.items() if value is not None}
