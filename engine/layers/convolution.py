"""Convolution: the base class of Conv1D and Conv2D."""

from abc import ABC
from typing import Any, ClassVar

from engine.activations.base import Activation
from engine.array_ops.bias_relu import NO_BIAS, BiasReluCache
from engine.array_ops.conv_ops import conv, conv_gradients
from engine.configurable import at_defaults
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, choice, family, integer, integers, of_kind
from engine.initializers.base import Initializer
from engine.layers.base import weight
from engine.layers.base_conv import BaseConv, as_image_kernel
from engine.limits import MAX_AXIS, MAX_UNITS
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.variables import Variable

HEEDED = frozenset({
    "filters", "kernel_size", "strides", "padding", "dilation_rate", "groups",  # conv gets these as kernel and windows
    "activation", "use_bias", "data_format",  # checked in is_plain_relu
    "kernel_initializer", "bias_initializer", "kernel_regularizer", "bias_regularizer", "activity_regularizer",
    "kernel_constraint", "bias_constraint", "name", "trainable", "dtype", "batch_input_shape"})  # used outside conv
"""Hyperparameters with which :func:`conv` may apply bias and ReLU; all others must have their defaults."""


@family
class Convolution(BaseConv, ABC):
    """``z[window] = Σ x[window] · kernel``, summed over the positions in the window and over channels

    A filter sums over the channels of its group only. kernel: ``(*kernel_size, channels / groups, filters)``.
    z: ``(batch, *windows, filters)``, windows: the number of windows along each axis.

    Backward: ``dkernel = Σ x[window]ᵀ · dz`` over batch and windows; ``dx`` at a pixel sums ``dz · kernelᵀ`` over the
    windows that contain it.
    """

    overwrites: ClassVar[bool] = True

    filters: int = integer(1, MAX_UNITS, example=32)
    kernel_size: tuple[int, ...] = integers(1, high=MAX_AXIS)
    strides: tuple[int, ...] = integers(1, default=1, high=MAX_AXIS)
    padding: str = choice("valid", "same", default="valid")
    data_format: str | None = choice("channels_last", "channels_first", default=None)
    dilation_rate: tuple[int, ...] = integers(1, default=1, high=MAX_AXIS)
    groups: int = integer(1, MAX_UNITS, default=1)
    activation: Activation | None = of_kind("activation", default=None)
    use_bias: bool = boolean(default=True)
    kernel_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
    kernel_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    bias_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    activity_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    kernel_constraint: Constraint | None = of_kind("constraint", default=None)
    bias_constraint: Constraint | None = of_kind("constraint", default=None)

    kernel: Variable = weight("(*kernel_size, channels / groups, filters)")
    bias: Variable = weight("(filters,)")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_strides_and_dilation()
        if self.filters % self.groups:
            raise self.problem("filters_do_not_divide", "groups", groups=self.groups, value=self.filters)

    def check_channels_last(self, shape: Shape) -> None:
        if (channels := self.count_channels(self._shape_from_channels_last(shape))) % self.groups:
            raise self.problem("channels_do_not_divide", "groups", groups=self.groups, value=channels)
        super().check_channels_last(shape)

    def count_output_channels(self, channels: int) -> int:
        return self.filters

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        group_channels = self.count_channels(input_shape) // self.groups
        return self.add_bias_shape({"kernel": (*self.kernel_size, group_channels, self.filters)}, input_shape)

    @property
    def is_plain_relu(self) -> bool:
        return (self.use_bias and not self.is_channels_first
                and self.activation is not None and self.activation.is_plain_relu and at_defaults(self, HEEDED))

    def convolve(self, x: Array) -> tuple[Array, Any]:
        windows = self.window_spec.windows(x.shape[3 - self.rank:3])
        z = conv(x, as_image_kernel(self.kernel.array), windows, self.bias.array if self.is_plain_relu else NO_BIAS)
        return z, (windows, z)

    def convolve_backward(self, x: Array, dz: Array, cache: Any, dx: Array | None) -> dict[str, Array]:
        (windows, y), grads = cache, {"kernel": self.grad_buffer("kernel")}
        relu_cache = None
        if self.is_plain_relu:
            grads["bias"] = self.grad_buffer("bias")
            relu_cache = BiasReluCache(y, grads["bias"])
        kernels = as_image_kernel(self.kernel.array), windows, as_image_kernel(grads["kernel"])
        conv_gradients(x, dz, *kernels, dx, relu_cache)
        return grads
