"""GlobalAveragePooling1D: takes the mean of every channel of a sequence."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.layers.global_average_pooling import GlobalAveragePooling


@final
@configurable
class GlobalAveragePooling1D(GlobalAveragePooling):
    """``y[b, c] = mean over p of x[b, p, c]``

    x: ``(batch, steps, channels)``. y: ``(batch, channels)``, or ``(batch, 1, channels)`` with keepdims.

    Backward: as in :class:`GlobalAveragePooling`. Source: Keras 3, ``layers.GlobalAveragePooling1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("global_average_pooling1d", "GlobalAvgPool1D")
    rank = 1
