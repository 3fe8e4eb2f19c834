"""Cropping: base of Cropping1D and Cropping2D."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.layers.margins import Margin, bordered, grown, inner
from engine.layers.spatial import SpatialLayer
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


class Cropping(SpatialLayer, ABC):
    """``y`` is ``x`` without its edges

    x: ``(batch, …, channels)``. y: the same, shorter on every axis between batch and channels. No weights.

    Backward: ``dx`` is ``dy`` with zeros around it.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "slope"

    @property
    @abstractmethod
    def margins(self) -> Margin:
        """``(before, after)`` for every axis between batch and channels."""

    def check_inner(self, shape: Shape) -> None:
        if any(n is not None and n < 1 for n in self.inner_output(shape)[1:-1]):
            raise self.problem("crop_too_large", "cropping", cropping=self.margins, received=shape)

    def inner_output(self, shape: Shape) -> Shape:
        return grown(shape, self.margins, sign=-1)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return self.outward(np.ascontiguousarray(inner(self.inward(x), self.margins))), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return self.outward(bordered(self.inward(dy), self.margins)), {}
