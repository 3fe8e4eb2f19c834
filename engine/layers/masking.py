"""Masking: makes the following layers skip time steps that contain only padding."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, real
from engine.layers.base import Layer
from engine.layers.shape_checks import require_min_rank
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Masking(Layer):
    """``y[b, t] = x[b, t] · m[b, t]``, where ``m`` is 0 if every value of ``x[b, t]`` is ``mask_value``, else 1

    x, y: ``(batch, time, …)``. m: ``x.shape[:-1]``, computed over the last axis of x; it is also the
    output's mask. No weights.

    Backward: ``dx = dy · m``. Source: Keras 3, ``layers.Masking``.
    """

    family: ClassVar[str] = "recurrent"
    form: ClassVar[str] = "ruled"
    supports_masking: ClassVar[bool] = True

    mask_value: float = real(default=0.0)

    def check_input(self, input_shape: Shape) -> None:
        require_min_rank(self, input_shape, 3)

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        result: Array = np.any(x != x.dtype.type(self.mask_value), axis=-1)
        return result

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        m = self.compute_mask(x, None)
        assert m is not None
        return np.where(m[..., None], x, x.dtype.type(0)), m

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        m = cache
        return dy * m[..., None], {}
