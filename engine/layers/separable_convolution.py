"""SeparableConvolution: the base class of SeparableConv1D and SeparableConv2D."""

from abc import ABC
from typing import Any

import numpy as np

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
class SeparableConvolution(BaseConv, ABC):
    """``z = d · pointwise``, ``d[window, (c, m)] = Σ x[window, c] · depthwise[…, c, m]``, summed over the window

    First each channel is convolved alone, then the channels at each position are mixed: far fewer products than in a
    Convolution, which does both at once. depthwise_kernel: ``(*kernel_size, channels, depth_multiplier)``.
    pointwise_kernel: ``(1, …, channels · depth_multiplier, filters)``. z: ``(batch, *windows, filters)``.

    Backward: ``dpointwise = Σ dᵀ · dz`` and ``dd = dz · pointwiseᵀ``, then as in :class:`DepthwiseConvolution`.
    """

    filters: int = integer(1, MAX_UNITS, example=32)
    kernel_size: tuple[int, ...] = integers(1, high=MAX_AXIS)
    strides: tuple[int, ...] = integers(1, default=1, high=MAX_AXIS)
    padding: str = choice("valid", "same", default="valid")
    data_format: str | None = choice("channels_last", "channels_first", default=None)
    dilation_rate: tuple[int, ...] = integers(1, default=1, high=MAX_AXIS)
    depth_multiplier: int = integer(1, MAX_UNITS, default=1)
    activation: Activation | None = of_kind("activation", default=None)
    use_bias: bool = boolean(default=True)
    depthwise_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    pointwise_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
    depthwise_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    pointwise_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    bias_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    activity_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    depthwise_constraint: Constraint | None = of_kind("constraint", default=None)
    pointwise_constraint: Constraint | None = of_kind("constraint", default=None)
    bias_constraint: Constraint | None = of_kind("constraint", default=None)

    depthwise_kernel: Variable = weight("(*kernel_size, channels, depth_multiplier)")
    pointwise_kernel: Variable = weight("(*1s, channels · depth_multiplier, filters)")
    bias: Variable = weight("(filters,)")

    @property
    def depthwise_kernel_initializer(self) -> Initializer:
        return self.depthwise_initializer

    @property
    def depthwise_kernel_regularizer(self) -> Regularizer | None:
        return self.depthwise_regularizer

    @property
    def depthwise_kernel_constraint(self) -> Constraint | None:
        return self.depthwise_constraint

    @property
    def pointwise_kernel_initializer(self) -> Initializer:
        return self.pointwise_initializer

    @property
    def pointwise_kernel_regularizer(self) -> Regularizer | None:
        return self.pointwise_regularizer

    @property
    def pointwise_kernel_constraint(self) -> Constraint | None:
        return self.pointwise_constraint

    def count_output_channels(self, channels: int) -> int:
        return self.filters

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        channels = self.count_channels(input_shape)
        depthwise = (*self.kernel_size, channels, self.depth_multiplier)
        pointwise = (*(1,) * self.rank, channels * self.depth_multiplier, self.filters)
        return self.add_bias_shape({"depthwise_kernel": depthwise, "pointwise_kernel": pointwise}, input_shape)

    def convolve(self, x: Array) -> tuple[Array, Any]:
        windows = self.window_spec.windows(x.shape[3 - self.rank:3])
        d = depthwise_conv(x, as_image_kernel(self.depthwise_kernel.array), windows)
        return d @ self.pointwise_kernel.array.reshape(-1, self.filters), (windows, d)

    def convolve_backward(self, x: Array, dz: Array, cache: Any, dx: Array | None) -> dict[str, Array]:
        windows, d = cache
        pointwise = self.pointwise_kernel.array.reshape(-1, self.filters)
        ddepthwise, dpointwise = self.grad_buffer("depthwise_kernel"), self.grad_buffer("pointwise_kernel")
        rows = dz.reshape(-1, self.filters)
        np.matmul(d.reshape(-1, len(pointwise)).T, rows, out=dpointwise.reshape(pointwise.shape))
        dd = (rows @ pointwise.T).reshape(d.shape)
        depthwise_conv_gradients(x, dd, as_image_kernel(self.depthwise_kernel.array), windows,
                                 as_image_kernel(ddepthwise), dx)
        return {"depthwise_kernel": ddepthwise, "pointwise_kernel": dpointwise}
