"""SpatialDropout1D: forgets whole channels of a sequence at random."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integer, real
from engine.layers.spatial_dropout import SpatialDropout


@final
@configurable
class SpatialDropout1D(SpatialDropout):
    """``y = x · m``, ``m`` 0 or ``1 / (1 − rate)`` for each sample and channel

    x, y: ``(batch, steps, channels)``. m: ``(batch, 1, channels)``.

    Backward: as in :class:`SpatialDropout`. Source: Tompson et al. 2015, section 3.2; Keras 3,
    ``layers.SpatialDropout1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("spatial_dropout1d",)
    rank = 1
    data_format = None

    rate: float = real(0, 1, example=0.2)
    seed: int | None = integer(0, default=None)
