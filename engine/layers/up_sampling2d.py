"""UpSampling2D: makes a picture larger, by copies of its points or by what lies between them."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import choice, configurable, integers
from engine.layers.interpolation import KERNELS, shrunk, stretched
from engine.layers.spatial import SpatialLayer
from engine.limits import MAX_AXIS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class UpSampling2D(SpatialLayer):
    """``y[b, p, q, c] = x[b, ⌊p / rows⌋, ⌊q / columns⌋, c]`` with ``size = (rows, columns)`` and "nearest"

    x: ``(batch, height, width, channels)``. y: ``(batch, height · rows, width · columns, channels)``. No weights. Every
    other interpolation is a weighted sum of neighbours, along the columns and then along the rows.

    Backward: ``dx`` sums the ``dy`` that a point has a share in, times the share. Source: Keras 3,
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
        lengths = [None if n is None else n * times for n, times in zip(shape[1:-1], self.size, strict=True)]
        return (shape[0], *lengths, shape[-1])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.to_channels_last(x)
        if self.interpolation == "nearest":
            y = np.repeat(np.repeat(x, self.size[0], axis=1), self.size[1], axis=2)
        else:
            y = stretched(stretched(x, 1, self.size[0], self.interpolation), 2, self.size[1], self.interpolation)
        return self.from_channels_last(y), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        (batch, height, width, channels), (rows, columns), dy = cache, self.size, self.to_channels_last(dy)
        if self.interpolation == "nearest":
            dx = dy.reshape(batch, height, rows, width, columns, channels).sum(axis=(2, 4))
        else:
            dx = shrunk(shrunk(dy, 2, columns, self.interpolation), 1, rows, self.interpolation)
        return self.from_channels_last(dx), {}
