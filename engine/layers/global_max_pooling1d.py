"""GlobalMaxPooling1D: keeps the largest value of every channel of a sequence."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.layers.global_max_pooling import GlobalMaxPooling


@final
@configurable
class GlobalMaxPooling1D(GlobalMaxPooling):
    """``y[b, c] = max over p of x[b, p, c]``

    x: ``(batch, steps, channels)``. y: ``(batch, channels)``, or ``(batch, 1, channels)`` with keepdims.

    Backward: as in :class:`GlobalMaxPooling`. Source: Keras 3, ``layers.GlobalMaxPooling1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("global_max_pooling1d", "GlobalMaxPool1D")
    rank = 1
