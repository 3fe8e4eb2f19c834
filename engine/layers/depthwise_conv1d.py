"""DepthwiseConv1D: looks for small patterns along a sequence, in each channel separately."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.depthwise_convolution import DepthwiseConvolution
from engine.limits import MAX_AXIS


@final
@configurable
class DepthwiseConv1D(DepthwiseConvolution):
    """``y[b, p, (c, m)] = activation(Σ x[b, p · stride + i · dilation - before, c] · kernel[i, c, m] + bias[(c, m)])``

    x: ``(batch, steps, channels)``. y: ``(batch, new_steps, channels · depth_multiplier)``. kernel:
    ``(size, channels, depth_multiplier)``. bias: ``(channels · depth_multiplier,)``. Summed over i. (c, m): the output
    channel ``c · depth_multiplier + m``. before: the number of zeros before the first step.

    Backward: as in :class:`DepthwiseConvolution`. Source: Keras 3, ``layers.DepthwiseConv1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("depthwise_conv1d",)
    form: ClassVar[str] = "grooved"
    rank = 1

    kernel_size: tuple[int, ...] = integers(1, 1, high=MAX_AXIS, example=(3,))
    strides: tuple[int, ...] = integers(1, 1, default=1, high=MAX_AXIS)
    dilation_rate: tuple[int, ...] = integers(1, 1, default=1, high=MAX_AXIS)
