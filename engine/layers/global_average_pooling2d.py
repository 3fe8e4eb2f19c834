"""GlobalAveragePooling2D: takes the mean of every channel of an image."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.layers.global_average_pooling import GlobalAveragePooling


@final
@configurable
class GlobalAveragePooling2D(GlobalAveragePooling):
    """``y[b, c] = mean over (p, q) of x[b, p, q, c]``

    x: ``(batch, height, width, channels)``. y: ``(batch, channels)``, or ``(batch, 1, 1, channels)`` with keepdims.

    Backward: as in :class:`GlobalAveragePooling`. Source: Keras 3, ``layers.GlobalAveragePooling2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("global_average_pooling2d", "GlobalAvgPool2D")
    rank = 2
