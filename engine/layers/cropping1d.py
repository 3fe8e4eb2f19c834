"""Cropping1D: cuts off the beginning and the end of a sequence."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.cropping import Cropping
from engine.layers.edge_padding import Margin
from engine.limits import MAX_AXIS


@final
@configurable
class Cropping1D(Cropping):
    """``y[b, p, c] = x[b, p + before, c]``; ``cropping`` is ``(before, after)``, or one integer for both

    x: ``(batch, steps, channels)``. y: ``(batch, steps - before - after, channels)``.

    Backward: as in :class:`Cropping`. Source: Keras 3, ``layers.Cropping1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("cropping1d",)
    rank = 1
    data_format = None

    cropping: tuple[int, ...] = integers(0, 2, default=(1, 1), high=MAX_AXIS)

    @property
    def margins(self) -> Margin:
        return (self.cropping,)
