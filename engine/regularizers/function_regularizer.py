"""FunctionRegularizer: a learner's function as a penalty, such as ``kernel_regularizer=my_penalty``."""

from collections.abc import Callable
from typing import Any, ClassVar, final

from engine.callables import Function, function_name
from engine.hyperparameters import configurable, declare
from engine.regularizers.base import Regularizer
from engine.typing import Array


@final
@configurable
class FunctionRegularizer(Regularizer):
    """``function(x)``: a scalar, written with ``engine.backend``; its gradient is computed with a tape."""

    is_function: ClassVar[bool] = True

    function: Callable[[Any], Any] = declare(Function())

    @property
    def __name__(self) -> str:
        return function_name(self.function)

    def __call__(self, x: Any) -> Any:
        return self.function(x)

    def gradient(self, x: Array) -> Array:
        return self.gradient_on_tape(x)
