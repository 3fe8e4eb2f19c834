"""SeparableConv2D: a Conv2D in two cheap steps: each channel over the image, then all channels at each pixel."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.separable_convolution import SeparableConvolution
from engine.limits import MAX_AXIS


@final
@configurable
class SeparableConv2D(SeparableConvolution):
    """``y = activation(d · pointwise + bias)``, ``d[window, (c, m)] = Σ x[window, c] · depthwise[…, c, m]``

    x: ``(batch, height, width, channels)``. d: ``(batch, new_height, new_width, channels · depth_multiplier)``, summed
    over the positions in the window. y: ``(batch, new_height, new_width, filters)``, summed over (c, m). depthwise:
    ``(*kernel_size, channels, depth_multiplier)``. pointwise: ``(1, 1, channels · depth_multiplier, filters)``. bias:
    ``(filters,)``.

    Backward: as in :class:`SeparableConvolution`. Source: Chollet 2017; Keras 3, ``layers.SeparableConv2D``.
    """

    names: ClassVar[tuple[str, ...]] = ("separable_conv2d", "SeparableConvolution2D")
    form: ClassVar[str] = "double-grooved"
    rank = 2

    kernel_size: tuple[int, ...] = integers(1, 2, high=MAX_AXIS, example=(3, 3))
    strides: tuple[int, ...] = integers(1, 2, default=(1, 1), high=MAX_AXIS)
    dilation_rate: tuple[int, ...] = integers(1, 2, default=(1, 1), high=MAX_AXIS)
