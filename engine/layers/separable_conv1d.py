"""SeparableConv1D: a Conv1D in two cheap steps: each channel along the sequence, then all channels at each step."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.separable_convolution import SeparableConvolution
from engine.limits import MAX_AXIS


@final
@configurable
class SeparableConv1D(SeparableConvolution):
    """``y = activation(d · pointwise + bias)``, ``d[b, p, (c, m)] = Σ x[b, window p at i, c] · depthwise[i, c, m]``

    x: ``(batch, steps, channels)``. d: ``(batch, new_steps, channels · depth_multiplier)``, summed over the positions i
    in window p. y: ``(batch, new_steps, filters)``, summed over (c, m). depthwise: ``(*kernel_size, channels,
    depth_multiplier)``. pointwise: ``(1, channels · depth_multiplier, filters)``. bias: ``(filters,)``.

    Backward: as in :class:`SeparableConvolution`. Source: Keras 3, ``layers.SeparableConv1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("separable_conv1d", "SeparableConvolution1D")
    form: ClassVar[str] = "grooved"
    rank = 1

    kernel_size: tuple[int, ...] = integers(1, 1, high=MAX_AXIS, example=(3,))
    strides: tuple[int, ...] = integers(1, 1, default=1, high=MAX_AXIS)
    dilation_rate: tuple[int, ...] = integers(1, 1, default=1, high=MAX_AXIS)
