"""Activation: the base of all activation functions, each with its derivative."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from engine import registry
from engine.array_ops.matmul import sum_rows
from engine.backend.tensor import apply, raw
from engine.hyperparameters import Configurable
from engine.typing import Array, Shape


class Activation(Configurable, ABC):
    """``y = f(x)``, and ``dx`` from ``dy``. All arrays have the shape of ``x`` (except glu's shorter ``y``)."""

    @property
    def __name__(self) -> str:
        """Keras's name of the function: ``layer.activation.__name__ == "relu"``."""
        return registry.identifier(type(self))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of ``y`` for ``x`` of this shape."""
        return input_shape

    @abstractmethod
    def forward(self, x: Array) -> Array:
        """Return ``y``: a new array, or ``x`` itself if the function is the identity."""

    @abstractmethod
    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        """Return ``dx = dy · f'(x)``. y: the output of :meth:`forward` for ``x``."""

    @property
    def is_plain_relu(self) -> bool:
        """Whether this is ``max(x, 0)``."""
        return False

    def add_bias_and_activate(self, z: Array, bias: Array) -> tuple[Array, Array]:
        """Return ``(x, y)`` for :meth:`backward`, with ``x = z + bias``; plain ReLU returns ``y`` for both.

        z: ``(…, units)``, contiguous; it may be overwritten. bias: ``(units,)``.
        """
        z += bias
        return z, self.forward(z)

    def backward_through_bias(self, dy: Array, x: Array, y: Array, out: Array | None = None) -> tuple[Array, Array]:
        """Return ``(dz, dbias)``, the gradients of :meth:`add_bias_and_activate`.

        ``dbias``, ``(units,)``, is the sum of dz over all axes but the last; it is written to ``out`` if that is given.
        """
        dz = self.backward(dy, x, y)
        return dz, sum_rows(dz.reshape(-1, dz.shape[-1]), out)

    def __call__(self, x: Any, *args: Any, **config: Any) -> Any:
        """Return ``f(x)`` for an array-like or a tensor, as in ``keras.activations.relu(x, max_value=6)``."""
        function = type(self)(*args, **config) if args or config else self
        return function.apply_to(x)

    def apply_to(self, x: Any) -> Any:
        """Return ``f(x)`` as a tensor, on the trace if ``x`` is."""
        values = np.asarray(raw(x), dtype=None if hasattr(x, "dtype") else "float32")
        values = values if values.dtype.kind == "f" else values.astype("float32")
        y = self.forward(values)
        return apply(y, (x, lambda dy: self.backward(np.ascontiguousarray(dy), values, y)))
