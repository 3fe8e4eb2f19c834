"""Pooling: the base class of layers that reduce each window to one value per channel."""

from abc import ABC
from typing import ClassVar

from engine.array_ops.windows import Windows, WindowSpec
from engine.hyperparameters import choice, family, integers
from engine.layers.spatial import SpatialLayer
from engine.limits import MAX_AXIS
from engine.typing import Array, Shape


@family
class Pooling(SpatialLayer, ABC):
    """``y[b, window, c]`` is computed from the values ``x[b, i, c]`` at the positions i in the window

    x: ``(batch, …, channels)``. y: ``(batch, *counts, channels)``, where counts are the numbers of windows along each
    axis between batch and channels. Without ``strides``, a window starts where the one before it ends, so windows do
    not overlap. Parts of a window outside x (only with ``padding="same"``) are left out. No weights.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "slope"

    pool_size: tuple[int, ...] = integers(1, default=2, high=MAX_AXIS)
    strides: tuple[int, ...] | None = integers(1, default=None, high=MAX_AXIS)
    padding: str = choice("valid", "same", default="valid")
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    @property
    def window_spec(self) -> WindowSpec:
        return WindowSpec(self.pool_size, self.strides or self.pool_size, self.padding)

    def check_channels_last(self, shape: Shape) -> None:
        if any(n is not None and n < 1 for n in self.window_spec.counts(shape[1:-1])):
            raise self.problem("window_too_large", "pool_size", size=self.pool_size, received=shape)

    def channels_last_output_shape(self, shape: Shape) -> Shape:
        return (shape[0], *self.window_spec.counts(shape[1:-1]), shape[-1])

    def windows(self, x: Array) -> Windows:
        """The windows on the images ``x``."""
        return self.window_spec.windows(x.shape[3 - self.rank:3])
