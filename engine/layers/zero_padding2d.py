"""ZeroPadding2D: puts a frame of zeros around an image."""

from typing import ClassVar, final

from engine.hyperparameters import choice, configurable, declare
from engine.layers.edge_padding import Margin
from engine.layers.margins import Margins
from engine.layers.zero_padding import ZeroPadding
from engine.limits import MAX_AXIS


@final
@configurable
class ZeroPadding2D(ZeroPadding):
    """``y[b, top + p, left + q, c] = x[b, p, q, c]``, 0 elsewhere

    x: ``(batch, height, width, channels)``. y: ``(batch, top + height + bottom, left + width + right, channels)``.
    ``padding`` is ``((top, bottom), (left, right))``, ``(rows, columns)`` with top = bottom = rows and left = right =
    columns, or one integer for all four.

    Backward: as in :class:`ZeroPadding`. Source: Keras 3, ``layers.ZeroPadding2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("zero_padding2d",)
    rank = 2

    padding: tuple[tuple[int, int], ...] = declare(Margins(high=MAX_AXIS), default=(1, 1))
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    @property
    def margins(self) -> Margin:
        return self.padding
