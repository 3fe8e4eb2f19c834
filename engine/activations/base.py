"""What every activation is: a function of one array, with its derivative beside it."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.hyperparameters import Configurable


class Activation(Configurable, ABC):
    """``y = f(x)``, and ``dx`` from ``dy``. All shapes are that of ``x``."""

    @abstractmethod
    def forward(self, x: Array) -> Array:
        """``y``; a new array, or ``x`` itself where the function is the identity."""

    @abstractmethod
    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        """``dx = dy · f'(x)``; ``y`` is what :meth:`forward` returned for ``x``."""

    def __call__(self, x: Any, **config: Any) -> Array:
        """``f(x)`` for anything like an array, as ``keras.activations.relu(x, max_value=6)`` is called."""
        function = type(self)(**{**self.get_config(), **config}) if config else self
        x = np.asarray(x)
        return function.forward(x if x.dtype.kind == "f" else x.astype("float32"))
