"""MaxPooling2D: keeps the largest value of each small square of an image, and so shrinks it."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.max_pooling import MaxPooling
from engine.limits import MAX_AXIS


@final
@configurable
class MaxPooling2D(MaxPooling):
    """``y[b, p, q, c] = max over (i, j) of x[b, window (p, q) at (i, j), c]``

    x: ``(batch, height, width, channels)``. y: ``(batch, new_height, new_width, channels)``. (i, j): a position in
    window (p, q); positions outside x are left out.

    Backward: as in :class:`MaxPooling`. Source: Keras 3, ``layers.MaxPooling2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("max_pooling2d", "MaxPool2D")
    rank = 2

    pool_size: tuple[int, ...] = integers(1, 2, default=(2, 2), high=MAX_AXIS)
    strides: tuple[int, ...] | None = integers(1, 2, default=None, high=MAX_AXIS)
