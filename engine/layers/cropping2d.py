"""Cropping2D: cuts off the edges of an image."""

from typing import ClassVar, final

from engine.hyperparameters import choice, configurable, declare
from engine.layers.cropping import Cropping
from engine.layers.edge_padding import Margin
from engine.layers.margins import Margins
from engine.limits import MAX_AXIS


@final
@configurable
class Cropping2D(Cropping):
    """``y[b, p, q, c] = x[b, p + top, q + left, c]``

    x: ``(batch, height, width, channels)``. y: ``(batch, height - top - bottom, width - left - right, channels)``.
    ``cropping`` is ``((top, bottom), (left, right))``, ``(rows, columns)`` with top = bottom = rows and left = right =
    columns, or one integer for all four.

    Backward: as in :class:`Cropping`. Source: Keras 3, ``layers.Cropping2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("cropping2d",)
    rank = 2

    cropping: tuple[tuple[int, int], ...] = declare(Margins(high=MAX_AXIS), default=((0, 0), (0, 0)))
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    @property
    def margins(self) -> Margin:
        return self.cropping
