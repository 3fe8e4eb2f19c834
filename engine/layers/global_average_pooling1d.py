"""GlobalAveragePooling1D: takes the mean of every channel of a sequence."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.layers.global_average_pooling import GlobalAveragePooling
from engine.typing import Array


@final
@configurable
class GlobalAveragePooling1D(GlobalAveragePooling):
    """``y[b, c] = mean over p of x[b, p, c]``

    x: ``(batch, steps, channels)``. y: ``(batch, channels)``, or ``(batch, 1, channels)`` with keepdims.

    Backward: as in :class:`GlobalAveragePooling`. Source: Keras 3, ``layers.GlobalAveragePooling1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("global_average_pooling1d", "GlobalAvgPool1D")
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "mask")
    supports_masking: ClassVar[bool] = True
    rank = 1

    def check_mask(self, mask_shape: tuple[int, ...], x_shape: tuple[int, ...]) -> None:
        super().check_mask(mask_shape, (x_shape[0], x_shape[2] if self.is_channels_first else x_shape[1]))

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        return None
