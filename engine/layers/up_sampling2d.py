"""UpSampling2D: enlarges an image, by repeating its pixels or interpolating between them."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import choice, configurable, integers
from engine.layers.interpolation import KERNELS, upsample_axis, upsample_axis_gradient
from engine.layers.spatial import SpatialLayer
from engine.limits import MAX_AXIS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class UpSampling2D(SpatialLayer):
    """``y[b, p, q, c] = x[b, ⌊p / rows⌋, ⌊q / columns⌋, c]`` with ``size = (rows, columns)`` and "nearest"

    x: ``(batch, height, width, channels)``. y: ``(batch, height · rows, width · columns, channels)``. No weights. With
    another interpolation, values are weighted sums of neighbours, computed first along axis 1, then along axis 2.

    Backward: ``dx`` of a pixel sums the ``dy`` that it contributes to, times its weight. Source: Keras 3,
    ``layers.UpSampling2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("up_sampling2d",)
    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "widen"
    rank = 2

    size: tuple[int, ...] = integers(1, 2, default=(2, 2), high=MAX_AXIS)
    data_format: str | None = choice("channels_last", "channels_first", default=None)
    interpolation: str = choice("nearest", *KERNELS, default="nearest")

    def channels_last_output_shape(self, shape: Shape) -> Shape:
        lengths = [None if n is None else n * factor for n, factor in zip(shape[1:-1], self.size, strict=True)]
        return (shape[0], *lengths, shape[-1])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.to_channels_last(x)
        if self.interpolation == "nearest":
            y = np.repeat(np.repeat(x, self.size[0], axis=1), self.size[1], axis=2)
        else:
            y = upsample_axis(x, 1, self.size[0], self.interpolation)
            y = upsample_axis(y, 2, self.size[1], self.interpolation)
        return self.from_channels_last(y), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        (batch, height, width, channels), (rows, columns), dy = cache, self.size, self.to_channels_last(dy)
        if self.interpolation == "nearest":
            dx = dy.reshape(batch, height, rows, width, columns, channels).sum(axis=(2, 4))
        else:
            dx = upsample_axis_gradient(dy, 2, columns, self.interpolation)
            dx = upsample_axis_gradient(dx, 1, rows, self.interpolation)
        return self.from_channels_last(dx), {}
