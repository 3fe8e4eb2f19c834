"""SpatialDropout2D: forgets whole channels of an image at random."""

from typing import ClassVar, final

from engine.hyperparameters import choice, configurable, integer, real
from engine.layers.spatial_dropout import SpatialDropout


@final
@configurable
class SpatialDropout2D(SpatialDropout):
    """``y = x · m``, ``m`` 0 or ``1 / (1 − rate)`` for each sample and channel

    x, y: ``(batch, height, width, channels)``. m: ``(batch, 1, 1, channels)``.

    Backward: as in :class:`SpatialDropout`. Source: Tompson et al. 2015, section 3.2; Keras 3,
    ``layers.SpatialDropout2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("spatial_dropout2d",)
    rank = 2

    rate: float = real(0, 1, example=0.2)
    data_format: str | None = choice("channels_last", "channels_first", default=None)
    seed: int | None = integer(0, default=None)
