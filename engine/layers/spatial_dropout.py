"""SpatialDropout: the base class of SpatialDropout1D and SpatialDropout2D."""

from abc import ABC
from typing import Any, ClassVar

import numpy as np

from engine.layers.spatial import SpatialLayer
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


class SpatialDropout(SpatialLayer, ABC):
    """``y = x · m``, ``m`` one value per sample and channel: 0 with probability ``rate``, else ``1 / (1 − rate)``

    x, y: ``(batch, …, channels)``. m: ``(batch, 1, …, channels)``, new for each batch; in inference ``y = x``.
    Neighbouring pixels or steps are alike, so dropping single values would hide little.

    Backward: ``dx = dy · m``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "holes"
    supports_masking: ClassVar[bool] = True
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "training")

    rate: float
    seed: int | None

    def channels_last_output_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        if not context or self.rate == 0:
            return x, None
        shape = (len(x), *(1,) * self.rank, x.shape[1 if self.is_channels_first else -1])
        is_kept = self.generator(context, self.seed).random(shape, dtype=np.float32) >= self.rate
        m = self.from_channels_last(is_kept * x.dtype.type(1 / (1 - self.rate) if self.rate < 1 else 0))
        return x * m, m

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        m = cache
        return dy if m is None else dy * m, {}
