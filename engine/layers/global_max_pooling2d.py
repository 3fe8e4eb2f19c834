"""GlobalMaxPooling2D: keeps the largest value of every channel of an image."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.layers.global_max_pooling import GlobalMaxPooling


@final
@configurable
class GlobalMaxPooling2D(GlobalMaxPooling):
    """``y[b, c] = max over (p, q) of x[b, p, q, c]``

    x: ``(batch, height, width, channels)``. y: ``(batch, channels)``, or ``(batch, 1, 1, channels)`` with keepdims.

    Backward: as in :class:`GlobalMaxPooling`. Source: Keras 3, ``layers.GlobalMaxPooling2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("global_max_pooling2d", "GlobalMaxPool2D")
    rank = 2
