"""AveragePooling1D: takes the mean of each piece of a sequence, and so shortens it."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.average_pooling import AveragePooling
from engine.limits import MAX_AXIS


@final
@configurable
class AveragePooling1D(AveragePooling):
    """``y[b, p, c] = mean over i of x[b, p · stride + i - before, c]``

    x: ``(batch, steps, channels)``. y: ``(batch, new_steps, channels)``. before: the number of padding steps at the
    start; they are left out of the mean.

    Backward: as in :class:`AveragePooling`. Source: Keras 3, ``layers.AveragePooling1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("average_pooling1d", "AvgPool1D")
    rank = 1

    pool_size: tuple[int, ...] = integers(1, 1, high=MAX_AXIS, example=(2,))
    strides: tuple[int, ...] | None = integers(1, 1, default=None, high=MAX_AXIS)
