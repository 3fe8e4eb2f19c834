"""UnitNormalization: brings every vector to length 1, so that only its direction counts."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integers
from engine.layers.base import Layer
from engine.layers.shape_checks import normalize_axes
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape

EPSILON = 1e-12
"""Lower bound of the divisor."""


@final
@configurable
class UnitNormalization(Layer):
    """``y = x / ‖x‖``, ``‖x‖ = √(Σ x²)``

    x, y: ``(batch, …)``; the sum is over ``axis`` (one axis or several). A zero vector stays zero. No weights.

    Backward: ``dx = (dy − y · Σ dy · y) / ‖x‖``, summed over ``axis``. Source: Keras 3, ``layers.UnitNormalization``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    supports_masking: ClassVar[bool] = True

    axis: tuple[int, ...] = integers(default=-1)

    def check_input(self, input_shape: Shape) -> None:
        normalize_axes(self, input_shape, self.axis)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        norm = np.sqrt(np.sum(x * x, axis=self.axis, keepdims=True))
        y = x / np.maximum(norm, x.dtype.type(EPSILON))
        return y, (y, norm)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        y, norm = cache
        tangent = dy - y * np.sum(dy * y, axis=self.axis, keepdims=True)
        return np.where(norm > EPSILON, tangent, dy) / np.maximum(norm, dy.dtype.type(EPSILON)), {}
