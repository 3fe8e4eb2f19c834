"""GlobalPooling: what the layers have in common that make one number of every channel."""

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

    def inner_output(self, shape: Shape) -> Shape:
        return (shape[0], *(1,) * (self.rank * self.keepdims), shape[-1])

    @property
    def between(self) -> tuple[int, ...]:
        """The axes between batch and channels."""
        return tuple(range(1, 1 + self.rank))

    def shaped(self, y: Array) -> Array:
        """The output with the axes that it is to have, from ``(batch, 1, …, channels)``."""
        return self.outward(y if self.keepdims else y.reshape(len(y), y.shape[-1]))

    def unshaped(self, dy: Array) -> Array:
        """``(batch, 1, …, channels)`` from an array shaped as the output."""
        return self.inward(dy).reshape(len(dy), *(1,) * self.rank, -1)
