"""ZeroPadding1D: puts zeros before and after a sequence."""

from typing import ClassVar, final

from engine.hyperparameters import choice, configurable, integers
from engine.layers.edge_padding import Margin
from engine.layers.zero_padding import ZeroPadding
from engine.limits import MAX_AXIS


@final
@configurable
class ZeroPadding1D(ZeroPadding):
    """``y[b, p + before, c] = x[b, p, c]``, 0 elsewhere; ``padding`` is ``(before, after)``, or one integer for both

    x: ``(batch, steps, channels)``. y: ``(batch, before + steps + after, channels)``.

    Backward: as in :class:`ZeroPadding`. Source: Keras 3, ``layers.ZeroPadding1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("zero_padding1d",)
    rank = 1

    padding: tuple[int, ...] = integers(0, 2, default=1, high=MAX_AXIS)
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    @property
    def margins(self) -> Margin:
        return (self.padding,)
