"""MaxPooling1D: keeps the largest value of each piece of a sequence, and so shortens it."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.max_pooling import MaxPooling
from engine.limits import MAX_AXIS


@final
@configurable
class MaxPooling1D(MaxPooling):
    """``y[b, p, c] = max over i of x[b, p · stride + i - before, c]``

    x: ``(batch, steps, channels)``. y: ``(batch, new_steps, channels)``. i: a position in window p; positions
    outside x are left out. before: the number of padding steps at the start, 0 for "valid".

    Backward: as in :class:`MaxPooling`. Source: Keras 3, ``layers.MaxPooling1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("max_pooling1d", "MaxPool1D")
    rank = 1

    pool_size: tuple[int, ...] = integers(1, 1, default=2, high=MAX_AXIS)
    strides: tuple[int, ...] | None = integers(1, 1, default=None, high=MAX_AXIS)
