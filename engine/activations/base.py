"""What every activation is: a function of one array, with its derivative beside it."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from engine import registry
from engine.array_ops.matmul import sum_rows
from engine.hyperparameters import Configurable
from engine.typing import Array, Shape


class Activation(Configurable, ABC):
    """``y = f(x)``, and ``dx`` from ``dy``. All shapes are that of ``x`` (glu's ``y`` is shorter)."""

    @property
    def __name__(self) -> str:
        """As Keras's functions have one: ``layer.activation.__name__ == "relu"``."""
        return registry.identifier(type(self))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of ``y`` for ``x`` of this shape."""
        return input_shape

    @abstractmethod
    def forward(self, x: Array) -> Array:
        """``y``; a new array, or ``x`` itself where the function is the identity."""

    @abstractmethod
    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        """``dx = dy · f'(x)``; ``y`` is what :meth:`forward` returned for ``x``."""

    @property
    def is_plain_relu(self) -> bool:
        """Whether this is ``max(x, 0)``."""
        return False

    def add_bias_and_activate(self, z: Array, bias: Array) -> tuple[Array, Array]:
        """``(x, y)`` for :meth:`backward`, with ``x = z + bias``; ``z``, which is contiguous, may be overwritten."""
        z += bias
        return z, self.forward(z)

    def backward_through_bias(self, dy: Array, x: Array, y: Array, into: Array | None = None) -> tuple[Array, Array]:
        """``(dz, dbias)``, the gradients of :meth:`add_bias_and_activate`.

        ``dbias`` sums dz over all axes but the last and is written to ``into`` if given.
        """
        dz = self.backward(dy, x, y)
        return dz, sum_rows(dz.reshape(-1, dz.shape[-1]), into)

    def __call__(self, x: Any, *args: Any, **config: Any) -> Array:
        """``f(x)`` for anything like an array, as ``keras.activations.relu(x, max_value=6)`` is called."""
        function = type(self)(*args, **config) if args or config else self
        x = np.asarray(x, dtype=None if hasattr(x, "dtype") else "float32")
        return function.forward(x if x.dtype.kind == "f" else x.astype("float32"))
