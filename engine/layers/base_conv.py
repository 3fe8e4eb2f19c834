"""BaseConv: the base class of all convolutions, which sum products over windows, then apply bias and activation."""

from abc import ABC, abstractmethod
from math import prod
from typing import Any, ClassVar

import numpy as np

from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.array_ops.matmul import sum_rows
from engine.array_ops.windows import WindowSpec
from engine.layers.base import NO_GRAD
from engine.layers.shape_checks import require_axis, require_rank
from engine.layers.spatial import SpatialLayer, as_images
from engine.limits import MAX_PRODUCTS_PER_SAMPLE
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape
from engine.variables import Variable


class BaseConv(SpatialLayer, ABC):
    """``y = activation(z + bias)``; subclasses compute z from x and the kernels.

    Backward: ``dz = dy · activation'(z + bias)``, ``dbias = Σ dz`` over all axes but the channels, and the
    gradients of the kernels follow from ``dz``.
    """

    family: ClassVar[str] = "convolution"
    overwrites: ClassVar[bool] = False
    """Whether :meth:`convolve_backward` overwrites dx; if not, it adds to dx, which has to start as zeros."""

    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: str
    dilation_rate: tuple[int, ...]
    activation: Activation | None
    use_bias: bool
    bias: Variable

    def check_strides_and_dilation(self) -> None:
        """Raise a ProblemError if both a stride and a dilation rate are above 1, which Keras does not support."""
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise self.problem("strides_with_dilation", "strides", strides=self.strides, dilation=self.dilation_rate)

    # --- shapes -----------------------------------------------------------------------------------------------

    @property
    def window_spec(self) -> WindowSpec:
        return WindowSpec(self.kernel_size, self.strides, self.padding, self.dilation_rate)

    @abstractmethod
    def count_output_channels(self, channels: int) -> int:
        """The number of output channels. channels: the number of input channels."""

    def spatial_output_shape(self, shape: Shape) -> Shape:
        """The lengths of z's axes between batch and channels. shape: that of x, with channels last."""
        return self.window_spec.counts(shape[1:-1])

    def check_channels_last(self, shape: Shape) -> None:
        require_axis(self, shape)
        lengths = self.spatial_output_shape(shape)
        if any(n is not None and n < 1 for n in lengths):
            raise self.problem("window_too_large", "kernel_size", size=self.kernel_size, received=shape)
        products = prod(n or 1 for n in self.kernel_positions(shape)) * self.count_products(shape)
        if products > MAX_PRODUCTS_PER_SAMPLE:
            raise self.problem("too_much_work", asked=products, limit=MAX_PRODUCTS_PER_SAMPLE)

    def kernel_positions(self, shape: Shape) -> Shape:
        """The number of kernel positions along each axis between batch and channels."""
        return self.spatial_output_shape(shape)

    def count_products(self, shape: Shape) -> int:
        """The number of multiplications per kernel position."""
        kernels = [s for name, s in self.weight_shapes(self._shape_from_channels_last(shape)).items() if name != "bias"]
        return sum(prod(s) for s in kernels)

    def channels_last_output_shape(self, shape: Shape) -> Shape:
        return (shape[0], *self.spatial_output_shape(shape), self.count_output_channels(require_axis(self, shape)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        require_rank(self, input_shape, self.rank + 2)
        shape = super().compute_output_shape(input_shape)
        return shape if self.activation is None else self.activation.compute_output_shape(shape)

    def count_channels(self, input_shape: Shape) -> int:
        """The number of input channels. input_shape: with its axes in the order of ``data_format``."""
        return require_axis(self, self._shape_to_channels_last(input_shape))

    def add_bias_shape(self, kernels: dict[str, tuple[int, ...]], input_shape: Shape) -> dict[str, tuple[int, ...]]:
        """Add the shape of the bias, if the layer has one, to ``kernels``, the shapes of the kernels by name."""
        channels = self.count_output_channels(self.count_channels(input_shape))
        return {**kernels, "bias": (channels,)} if self.use_bias else kernels

    # --- passes -----------------------------------------------------------------------------------------------

    @property
    def is_plain_relu(self) -> bool:
        """Whether :meth:`convolve` also applies bias and ReLU; :meth:`convolve_backward` then gets dy, not dz."""
        return False

    @abstractmethod
    def convolve(self, x: Array) -> tuple[Array, Any]:
        """Return ``(z, cache)`` for images ``x``. cache: for :meth:`convolve_backward`."""

    @abstractmethod
    def convolve_backward(self, x: Array, dz: Array, cache: Any, dx: Array | None) -> dict[str, Array]:
        """Return the gradients by name: those of the kernels, and if :attr:`is_plain_relu`, that of the bias.

        Unless dx is None, also write the gradient of x to dx: overwrite dx if :attr:`overwrites`, otherwise add to it.
        """

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.to_channels_last(x)
        z, conv_cache = self.convolve(as_images(x))
        z = z.reshape(len(x), *z.shape[5 - x.ndim:])
        if self.is_plain_relu:
            return z, (x, z, z, conv_cache)
        if self.activation is not None and self.use_bias and not self.is_channels_first:
            z, y = self.activation.add_bias_and_activate(z, self.bias.array)
            return y, (x, z, y, conv_cache)
        if self.use_bias:
            z += self.bias.array
        z = self.from_channels_last(z)
        y = z if self.activation is None else self.activation.forward(z)
        return y, (x, z, y, conv_cache)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, z, y, conv_cache = cache
        activation, bias = self.activation or Linear(), {}
        if self.is_plain_relu:
            dz = np.ascontiguousarray(dy, y.dtype)
        elif self.use_bias and not self.is_channels_first:
            dz, bias["bias"] = activation.backward_through_bias(dy, z, y, self.gradients.get("bias"))
        else:
            dz = self.to_channels_last(activation.backward(dy, z, y))
            if self.use_bias:
                bias["bias"] = sum_rows(dz.reshape(-1, dz.shape[-1]), self.gradients.get("bias"))
        allocate = np.empty if self.overwrites else np.zeros
        dx = allocate(x.shape, x.dtype) if self.needs_input_grad else None
        dx_images = None if dx is None else as_images(dx)
        grads = self.convolve_backward(as_images(x), as_images(np.ascontiguousarray(dz)), conv_cache, dx_images)
        return NO_GRAD if dx is None else self.from_channels_last(dx), {**grads, **bias}


def as_image_kernel(kernel: Array) -> Array:
    """A kernel over sequences, ``(size, in, out)``, as one over images of one row; others are returned unchanged."""
    return kernel[None] if kernel.ndim == 3 else kernel
