"""DepthwiseConv2D: looks for small patterns on an image, in each channel separately."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.depthwise_convolution import DepthwiseConvolution
from engine.limits import MAX_AXIS


@final
@configurable
class DepthwiseConv2D(DepthwiseConvolution):
    """``y[b, p, q, (c, m)] = activation(Σ x[b, window (p, q) at (i, j), c] · kernel[i, j, c, m] + bias[(c, m)])``

    x: ``(batch, height, width, channels)``. y: ``(batch, new_height, new_width, channels · depth_multiplier)``.
    kernel: ``(*kernel_size, channels, depth_multiplier)``. bias: ``(channels · depth_multiplier,)``. Summed over i
    and j; (i, j) is a pixel inside the window (p, q); padding is 0. (c, m): the output channel
    ``c · depth_multiplier + m``.

    Backward: as in :class:`DepthwiseConvolution`. Source: Keras 3, ``layers.DepthwiseConv2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("depthwise_conv2d",)
    form: ClassVar[str] = "double-grooved"
    rank = 2

    kernel_size: tuple[int, ...] = integers(1, 2, high=MAX_AXIS, example=(3, 3))
    strides: tuple[int, ...] = integers(1, 2, default=(1, 1), high=MAX_AXIS)
    dilation_rate: tuple[int, ...] = integers(1, 2, default=(1, 1), high=MAX_AXIS)
