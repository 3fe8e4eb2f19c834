"""AveragePooling2D: takes the mean of each small square of an image, and so shrinks it."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.average_pooling import AveragePooling
from engine.limits import MAX_AXIS


@final
@configurable
class AveragePooling2D(AveragePooling):
    """``y[b, p, q, c] = mean over (i, j) of x[b, window (p, q) at (i, j), c]``

    x: ``(batch, height, width, channels)``. y: ``(batch, new_height, new_width, channels)``. (i, j) is a
    pixel inside the window (p, q); padding is left out of the mean.

    Backward: as in :class:`AveragePooling`. Source: Keras 3, ``layers.AveragePooling2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("average_pooling2d", "AvgPool2D")
    rank = 2

    pool_size: tuple[int, ...] = integers(1, 2, high=MAX_AXIS, example=(2, 2))
    strides: tuple[int, ...] | None = integers(1, 2, default=None, high=MAX_AXIS)
