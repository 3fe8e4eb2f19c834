"""Rescaling: brings values to another scale, for example pixels from 0…255 to 0…1."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, numbers
from engine.layers.base import Layer
from engine.layers.shape_checks import require_broadcast
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Rescaling(Layer):
    """``y = x · scale + offset``

    x, y: ``(batch, …)``. scale, offset: scalars, or arrays that broadcast against x.

    Backward: ``dx = dy · scale``. Source: Keras 3, ``layers.Rescaling``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    supports_masking: ClassVar[bool] = True

    scale: Any = numbers(example=0.00392156862745098)
    offset: Any = numbers(default=0.0)

    def check_input(self, input_shape: Shape) -> None:
        require_broadcast(self, input_shape, "scale", np.shape(self.scale))
        require_broadcast(self, input_shape, "offset", np.shape(self.offset))

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return x * np.asarray(self.scale, x.dtype) + np.asarray(self.offset, x.dtype), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return dy * np.asarray(self.scale, dy.dtype), {}
