"""SpatialLayer: what all layers have in common that slide or stretch over sequences and pictures."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.layers.base import Layer
from engine.layers.shape_checks import require_rank
from engine.typing import Array, Shape


class SpatialLayer(Layer, ABC):
    """A layer over sequences ``(batch, steps, channels)`` or pictures ``(batch, height, width, channels)``.

    ``data_format="channels_first"`` says that the data has its channels in axis 1. :meth:`inward` moves them to the end
    where data comes in, :meth:`outward` back where it goes out: in between, channels are always last.
    """

    rank: ClassVar[int]
    """How many axes lie between batch and channels."""
    data_format: str | None

    def check_input(self, input_shape: Shape) -> None:
        if len(input_shape) == self.rank + 1 and None not in input_shape[1:]:
            raise self.problem("channels_missing", expected=(*input_shape[1:], 1), received=input_shape)
        require_rank(self, input_shape, self.rank + 2)
        self.check_inner(self._inward(input_shape))

    def check_inner(self, shape: Shape) -> None:
        """Raise a ProblemError if the layer cannot take an input of this shape, channels last."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return self._outward(self.inner_output(self._inward(input_shape)))

    @abstractmethod
    def inner_output(self, shape: Shape) -> Shape:
        """The shape of the output for an input of this shape, both channels last."""

    @property
    def is_channels_first(self) -> bool:
        return self.data_format == "channels_first"

    def inward(self, x: Array) -> Array:
        """An array of the data with its channels last, contiguous."""
        return np.ascontiguousarray(np.moveaxis(x, 1, -1) if self.is_channels_first else x)

    def outward(self, y: Array) -> Array:
        """An array of the layer as the data has its axes."""
        return np.ascontiguousarray(np.moveaxis(y, -1, 1)) if self.is_channels_first else y

    def _inward(self, shape: Shape) -> Shape:
        return (shape[0], *shape[2:], shape[1]) if self.is_channels_first else shape

    def _outward(self, shape: Shape) -> Shape:
        return (shape[0], shape[-1], *shape[1:-1]) if self.is_channels_first else shape

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """As in Keras, ``padding="SAME"`` may be written large."""
        arguments = super().accept(arguments)
        if isinstance(padding := arguments.get("padding"), str):
            arguments["padding"] = padding.lower()
        return arguments


def as_pictures(x: Array) -> Array:
    """Sequences ``(batch, steps, channels)`` as pictures of one row; pictures as they are."""
    return x[:, None] if x.ndim == 3 else x
