"""ZeroPadding: base of ZeroPadding1D and ZeroPadding2D."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.layers.margins import Margin, bordered, grown, inner
from engine.layers.spatial import SpatialLayer
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


class ZeroPadding(SpatialLayer, ABC):
    """``y`` is ``x`` with zeros around it

    x: ``(batch, …, channels)``. y: the same, longer on every axis between batch and channels. No weights.

    Backward: ``dx`` is the inner part of ``dy``.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "widen"

    @property
    @abstractmethod
    def margins(self) -> Margin:
        """The number of zeros ``(before, after)`` for every axis between batch and channels."""

    def inner_output(self, shape: Shape) -> Shape:
        return grown(shape, self.margins)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return self.outward(bordered(self.inward(x), self.margins)), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return self.outward(np.ascontiguousarray(inner(self.inward(dy), self.margins))), {}
