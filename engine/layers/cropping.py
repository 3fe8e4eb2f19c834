"""Cropping: base of Cropping1D and Cropping2D."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.layers.edge_padding import Margin, crop, pad, padded_shape
from engine.layers.spatial import SpatialLayer
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


class Cropping(SpatialLayer, ABC):
    """``y`` is ``x`` without its edges

    x: ``(batch, …, channels)``. y: the same with shorter axes between batch and channels. No weights.

    Backward: ``dx`` is ``dy`` with zeros around it.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "slope"

    @property
    @abstractmethod
    def margins(self) -> Margin:
        """``(before, after)`` for every axis between batch and channels: the lengths to remove at its start and end."""

    def check_channels_last(self, shape: Shape) -> None:
        if any(n is not None and n < 1 for n in self.channels_last_output_shape(shape)[1:-1]):
            raise self.problem("crop_too_large", "cropping", cropping=self.margins, received=shape)

    def channels_last_output_shape(self, shape: Shape) -> Shape:
        return padded_shape(shape, self.margins, sign=-1)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return self.from_channels_last(np.ascontiguousarray(crop(self.to_channels_last(x), self.margins))), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return self.from_channels_last(pad(self.to_channels_last(dy), self.margins)), {}
