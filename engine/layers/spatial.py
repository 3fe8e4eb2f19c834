"""SpatialLayer: the base class of layers over sequences and images, and their channel order."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.layers.base import Layer
from engine.layers.shape_checks import require_rank
from engine.typing import Array, Shape

WINDOW_AXES = {1: ("kernel_length",), 2: ("kernel_height", "kernel_width")}
"""The names of the axes of a window, by their number."""


class SpatialLayer(Layer, ABC):
    """A layer over sequences ``(batch, steps, channels)`` or images ``(batch, height, width, channels)``.

    With ``data_format="channels_first"`` inputs and outputs have their channels in axis 1. :meth:`to_channels_last`
    moves them to the last axis, :meth:`from_channels_last` moves them back; layers compute with channels last.
    """

    rank: ClassVar[int]
    """The number of axes between batch and channels."""
    data_format: str | None

    def window_axes(self) -> tuple[str, ...]:
        return WINDOW_AXES[self.rank]

    def check_input(self, input_shape: Shape) -> None:
        if len(input_shape) == self.rank + 1 and None not in input_shape[1:]:
            raise self.problem("channels_missing", expected=(*input_shape[1:], 1), received=input_shape)
        require_rank(self, input_shape, self.rank + 2)
        self.check_channels_last(self._shape_to_channels_last(input_shape))

    def check_channels_last(self, shape: Shape) -> None:
        """Raise a ProblemError if the layer does not accept an input of this shape, channels last."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        shape = self.channels_last_output_shape(self._shape_to_channels_last(input_shape))
        return self._shape_from_channels_last(shape)

    @abstractmethod
    def channels_last_output_shape(self, shape: Shape) -> Shape:
        """The shape of the output for an input of this shape, both channels last."""

    @property
    def is_channels_first(self) -> bool:
        return self.data_format == "channels_first"

    def to_channels_last(self, x: Array) -> Array:
        """Convert an input, or the gradient by an output, from ``data_format`` to contiguous channels last."""
        return np.ascontiguousarray(np.moveaxis(x, 1, -1) if self.is_channels_first else x)

    def from_channels_last(self, y: Array) -> Array:
        """Convert an array with channels last to ``data_format``."""
        return np.ascontiguousarray(np.moveaxis(y, -1, 1)) if self.is_channels_first else y

    def _shape_to_channels_last(self, shape: Shape) -> Shape:
        return (shape[0], *shape[2:], shape[1]) if self.is_channels_first else shape

    def _shape_from_channels_last(self, shape: Shape) -> Shape:
        return (shape[0], shape[-1], *shape[1:-1]) if self.is_channels_first else shape

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Convert ``padding`` to lower case; like Keras, the layers accept it in upper case."""
        arguments = super().accept(arguments)
        if isinstance(padding := arguments.get("padding"), str):
            arguments["padding"] = padding.lower()
        return arguments


def as_images(x: Array) -> Array:
    """Sequences ``(batch, steps, channels)`` as images of height 1; images are returned unchanged."""
    return x[:, None] if x.ndim == 3 else x
