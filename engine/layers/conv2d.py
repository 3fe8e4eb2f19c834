"""Conv2D: looks for the same small patterns everywhere on an image."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.convolution import Convolution
from engine.limits import MAX_AXIS


@final
@configurable
class Conv2D(Convolution):
    """``y[b, p, q, f] = activation(Σ x[b, window (p, q) at (i, j), c] · kernel[i, j, c, f] + bias[f])``

    x: ``(batch, height, width, channels)``. y: ``(batch, new_height, new_width, filters)``.
    kernel: ``(*kernel_size, channels / groups, filters)``. bias: ``(filters,)``. Summed over i, j and the channels of
    the filter's group. (i, j) is a pixel inside the window (p, q); padding is 0.

    Backward: as in :class:`Convolution`. Source: Keras 3, ``layers.Conv2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("conv2d", "Convolution2D")
    form: ClassVar[str] = "double-grooved"
    rank = 2

    kernel_size: tuple[int, ...] = integers(1, 2, high=MAX_AXIS, example=(3, 3))
    strides: tuple[int, ...] = integers(1, 2, default=(1, 1), high=MAX_AXIS)
    dilation_rate: tuple[int, ...] = integers(1, 2, default=(1, 1), high=MAX_AXIS)
