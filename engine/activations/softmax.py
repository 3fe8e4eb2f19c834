"""Softmax: turns scores into probabilities that sum to 1."""

from typing import Any, final

import numpy as np

from engine import kernels
from engine.activations.base import Activation
from engine.backend.softmax_warning import warn_of_single_values
from engine.hyperparameters import configurable, declare
from engine.typing import Array
from engine.validators import AxisOrAxes


@final
@configurable
class Softmax(Activation):
    """``y = exp(x) / Σ exp(x)`` and ``dx = y · (dy - Σ dy · y)``, summed over ``axis``, one or several.

    The maximum is subtracted first, which does not change the quotient and avoids overflow.

    Source: Keras 3, ``activations.softmax``.
    """

    axis: int | tuple[int, ...] = declare(AxisOrAxes(), -1)

    def forward(self, x: Array) -> Array:
        if self.axis in (-1, x.ndim - 1) and kernels.enabled():
            return softmax_of_rows(x)
        y: Array = x - np.max(x, axis=self.axis, keepdims=True)
        np.exp(y, out=y)
        y /= np.sum(y, axis=self.axis, keepdims=True)
        return y

    def __call__(self, x: Any, *args: Any, **config: Any) -> Any:
        warn_of_single_values(np.shape(x), config.get("axis", args[0] if args else self.axis))
        return super().__call__(x, *args, **config)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        dx: Array = y * (dy - np.sum(dy * y, axis=self.axis, keepdims=True))
        return dx


def softmax_of_rows(x: Array) -> Array:
    """``exp(x) / Σ exp(x)`` over the last axis; a new array."""
    x, y = np.ascontiguousarray(x), np.empty(x.shape, x.dtype)
    kernels.softmax_rows(x.reshape(-1, x.shape[-1]), y.reshape(-1, x.shape[-1]))
    return y
