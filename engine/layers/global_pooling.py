"""GlobalPooling: the base class of layers that reduce each channel to one value."""

from abc import ABC
from typing import ClassVar

from engine.hyperparameters import boolean, choice, family
from engine.layers.spatial import SpatialLayer
from engine.typing import Array, Shape


@family
class GlobalPooling(SpatialLayer, ABC):
    """``y[b, c]`` from all of ``x[b, …, c]``

    x: ``(batch, …, channels)``. y: ``(batch, channels)``, or with keepdims ``(batch, 1, …, channels)``. No weights.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "slope-one"

    data_format: str | None = choice("channels_last", "channels_first", default=None)
    keepdims: bool = boolean(default=False)

    def channels_last_output_shape(self, shape: Shape) -> Shape:
        return (shape[0], *(1,) * (self.rank * self.keepdims), shape[-1])

    @property
    def spatial_axes(self) -> tuple[int, ...]:
        """The axes between batch and channels."""
        return tuple(range(1, 1 + self.rank))

    def to_output_layout(self, y: Array) -> Array:
        """Convert an array ``(batch, 1, …, channels)`` to the shape and data format of the output."""
        return self.from_channels_last(y if self.keepdims else y.reshape(len(y), y.shape[-1]))

    def to_keepdims_layout(self, dy: Array) -> Array:
        """Convert an array of the output's shape and data format to ``(batch, 1, …, channels)``."""
        return self.to_channels_last(dy).reshape(len(dy), *(1,) * self.rank, -1)
