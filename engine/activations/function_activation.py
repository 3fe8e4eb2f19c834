"""FunctionActivation: a custom activation, written as a function with ``engine.backend``."""

from collections.abc import Callable
from typing import Any, ClassVar, final

import numpy as np

from engine.activations.base import Activation
from engine.backend.eager_tensor import eager
from engine.backend.tensor import Tensor, gradient, raw
from engine.callables import Function, function_name
from engine.hyperparameters import configurable, declare
from engine.typing import Array


@final
@configurable
class FunctionActivation(Activation):
    """``y = function(x)``, in the dtype of ``x``; the function has to keep the shape.

    ``dx`` is computed with a tape: the function is called again, with a :class:`~engine.backend.Tensor` that records
    every operation.
    """

    is_function: ClassVar[bool] = True

    function: Callable[[Any], Any] = declare(Function())

    @property
    def __name__(self) -> str:
        return function_name(self.function)

    def forward(self, x: Array) -> Array:
        y: Array = np.asarray(raw(self.function(eager(x))), dtype=x.dtype)
        return y

    def apply_to(self, x: Any) -> Any:
        return self.function(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        source = Tensor(x)
        return gradient(self.function(source), source, dy)
