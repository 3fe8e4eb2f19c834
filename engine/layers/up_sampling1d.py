"""UpSampling1D: repeats every step of a sequence."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integer
from engine.layers.spatial import SpatialLayer
from engine.limits import MAX_AXIS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class UpSampling1D(SpatialLayer):
    """``y[b, p, c] = x[b, ⌊p / size⌋, c]``

    x: ``(batch, steps, channels)``. y: ``(batch, steps · size, channels)``. No weights.

    Backward: ``dx`` sums the ``dy`` of all copies of a step. Source: Keras 3, ``layers.UpSampling1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("up_sampling1d",)
    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "widen"
    rank = 1
    data_format = None

    size: int = integer(1, MAX_AXIS, default=2)

    def channels_last_output_shape(self, shape: Shape) -> Shape:
        return (shape[0], None if shape[1] is None else shape[1] * self.size, shape[2])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return np.repeat(x, self.size, axis=1), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        batch, steps, channels = cache
        return dy.reshape(batch, steps, self.size, channels).sum(axis=2), {}
