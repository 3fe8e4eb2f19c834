"""FunctionInitializer: a learner's function as an initializer, such as ``kernel_initializer=my_values``."""

from collections.abc import Callable
from typing import Any, ClassVar, final

import numpy as np

from engine.backend.as_tensor import as_tensor
from engine.backend.tensor import raw
from engine.callables import Function, function_name
from engine.hyperparameters import configurable, declare
from engine.initializers.base import Initializer


@final
@configurable
class FunctionInitializer(Initializer):
    """``function(shape, dtype=…)``: an array of that shape. Source: Keras 3, ``initializers.get``."""

    is_function: ClassVar[bool] = True

    function: Callable[..., Any] = declare(Function())

    @property
    def __name__(self) -> str:
        return function_name(self.function)

    def __call__(self, shape: Any, dtype: str | None = None, rng: np.random.Generator | None = None) -> Any:
        return as_tensor(raw(self.function(tuple(shape), dtype=dtype or "float32")))
