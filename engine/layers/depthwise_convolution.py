"""DepthwiseConvolution: the base class of DepthwiseConv1D and DepthwiseConv2D."""

from abc import ABC
from typing import Any

from engine.activations.base import Activation
from engine.array_ops.conv_ops import depthwise_conv, depthwise_conv_gradients
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, choice, family, integer, integers, of_kind
from engine.initializers.base import Initializer
from engine.layers.base import weight
from engine.layers.base_conv import BaseConv, as_image_kernel
from engine.limits import MAX_AXIS, MAX_UNITS
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.variables import Variable


@family
class DepthwiseConvolution(BaseConv, ABC):
    """``z[window, (c, m)] = Σ x[window, c] · kernel[…, c, m]``, summed over the positions in the window only

    kernel: ``(*kernel_size, channels, depth_multiplier)``. z: ``(batch, *windows, channels · depth_multiplier)``;
    (c, m) is the output channel ``c · depth_multiplier + m``. Input channels are not mixed. As in Keras, the arguments
    for the kernel are ``depthwise_initializer``, ``depthwise_regularizer`` and ``depthwise_constraint``.

    Backward: ``dkernel = Σ x[window, c] · dz[window, (c, m)]`` over batch and windows; ``dx`` at a pixel
    sums ``dz · kernel`` over m and the windows that contain it.
    """

    kernel_size: tuple[int, ...] = integers(1, high=MAX_AXIS)
    strides: tuple[int, ...] = integers(1, default=1, high=MAX_AXIS)
    padding: str = choice("valid", "same", default="valid")
    depth_multiplier: int = integer(1, MAX_UNITS, default=1)
    data_format: str | None = choice("channels_last", "channels_first", default=None)
    dilation_rate: tuple[int, ...] = integers(1, default=1, high=MAX_AXIS)
    activation: Activation | None = of_kind("activation", default=None)
    use_bias: bool = boolean(default=True)
    depthwise_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
    depthwise_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    bias_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    activity_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    depthwise_constraint: Constraint | None = of_kind("constraint", default=None)
    bias_constraint: Constraint | None = of_kind("constraint", default=None)

    kernel: Variable = weight("(*kernel_size, channels, depth_multiplier)")
    bias: Variable = weight("(channels · depth_multiplier,)")

    @property
    def kernel_initializer(self) -> Initializer:
        return self.depthwise_initializer

    @property
    def kernel_regularizer(self) -> Regularizer | None:
        return self.depthwise_regularizer

    @property
    def kernel_constraint(self) -> Constraint | None:
        return self.depthwise_constraint

    def count_output_channels(self, channels: int) -> int:
        return channels * self.depth_multiplier

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        kernel = (*self.kernel_size, self.count_channels(input_shape), self.depth_multiplier)
        return self.add_bias_shape({"kernel": kernel}, input_shape)

    def convolve(self, x: Array) -> tuple[Array, Any]:
        windows = self.window_spec.windows(x.shape[3 - self.rank:3])
        return depthwise_conv(x, as_image_kernel(self.kernel.array), windows), windows

    def convolve_backward(self, x: Array, dz: Array, cache: Any, dx: Array | None) -> dict[str, Array]:
        dkernel = self.grad_buffer("kernel")
        depthwise_conv_gradients(x, dz, as_image_kernel(self.kernel.array), cache, as_image_kernel(dkernel), dx)
        return {"kernel": dkernel}
