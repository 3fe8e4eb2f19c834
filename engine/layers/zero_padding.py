"""ZeroPadding: base of ZeroPadding1D and ZeroPadding2D."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.layers.edge_padding import Margin, crop, pad, padded_shape
from engine.layers.spatial import SpatialLayer
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


class ZeroPadding(SpatialLayer, ABC):
    """``y`` is ``x`` with zeros around it

    x: ``(batch, …, channels)``. y: like x, but each axis between batch and channels is longer by its
    ``margins``. No weights.

    Backward: ``dx`` is the inner part of ``dy``.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "widen"

    @property
    @abstractmethod
    def margins(self) -> Margin:
        """The number of zeros ``(before, after)`` for every axis between batch and channels."""

    def channels_last_output_shape(self, shape: Shape) -> Shape:
        return padded_shape(shape, self.margins)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return self.from_channels_last(pad(self.to_channels_last(x), self.margins)), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return self.from_channels_last(np.ascontiguousarray(crop(self.to_channels_last(dy), self.margins))), {}
