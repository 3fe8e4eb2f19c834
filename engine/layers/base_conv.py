"""Convolving: what convolutions of every kind have in common: sums over windows, a bias, an activation."""

from abc import ABC, abstractmethod
from math import prod
from typing import Any, ClassVar

import numpy as np

from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.array_ops.matmul import sum_rows
from engine.array_ops.windows import Slide
from engine.layers.base import NO_GRAD
from engine.layers.shape_checks import require_axis, require_rank
from engine.layers.spatial import SpatialLayer, as_pictures
from engine.limits import MAX_PRODUCTS_PER_SAMPLE
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


class BaseConv(SpatialLayer, ABC):
    """``y = activation(z + bias)``, where ``z`` are sums over windows that the kinds of convolution form differently.

    Backward: ``dz = dy · activation'(z + bias)``, ``dbias = Σ dz`` over all axes but the channels, and the kernels'
    gradients from ``dz``.
    """

    family: ClassVar[str] = "convolution"
    overwrites: ClassVar[bool] = False
    """Whether ``dx`` need not be zeros at first."""

    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    padding: str
    dilation_rate: tuple[int, ...]
    activation: Activation | None
    use_bias: bool
    bias: Array

    def refuse_strides_with_dilation(self) -> None:
        """A problem if both are above 1, as Keras has no such convolution."""
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise self.problem("strides_with_dilation", "strides", strides=self.strides, dilation=self.dilation_rate)

    # --- shapes -----------------------------------------------------------------------------------------------

    @property
    def slide(self) -> Slide:
        return Slide(self.kernel_size, self.strides, self.padding, self.dilation_rate)

    @abstractmethod
    def channels_made(self, channels: int) -> int:
        """How many channels the output has, for an input of so many."""

    def sums_shape(self, shape: Shape) -> Shape:
        """The lengths of z between batch and channels, for an input of this shape, channels last."""
        return self.slide.counts(shape[1:-1])

    def check_inner(self, shape: Shape) -> None:
        require_axis(self, shape)
        lengths = self.sums_shape(shape)
        if any(n is not None and n < 1 for n in lengths):
            raise self.problem("window_too_large", "kernel_size", size=self.kernel_size, received=shape)
        asked = prod(n or 1 for n in self.places_visited(shape)) * self.count_products(shape)
        if asked > MAX_PRODUCTS_PER_SAMPLE:
            raise self.problem("too_much_work", asked=asked, limit=MAX_PRODUCTS_PER_SAMPLE)

    def places_visited(self, shape: Shape) -> Shape:
        """The lengths of what the kernel is laid on once a place."""
        return self.sums_shape(shape)

    def count_products(self, shape: Shape) -> int:
        """How many multiplications one place takes."""
        kernels = [s for name, s in self.weight_shapes(self._outward(shape)).items() if name != "bias"]
        return sum(prod(s) for s in kernels)

    def inner_output(self, shape: Shape) -> Shape:
        return (shape[0], *self.sums_shape(shape), self.channels_made(require_axis(self, shape)))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        require_rank(self, input_shape, self.rank + 2)
        shape = super().compute_output_shape(input_shape)
        return shape if self.activation is None else self.activation.compute_output_shape(shape)

    def channels_of(self, input_shape: Shape) -> int:
        """The number of channels of an input of this shape, as the data has its axes."""
        return require_axis(self, self._inward(input_shape))

    def with_bias(self, kernels: dict[str, tuple[int, ...]], input_shape: Shape) -> dict[str, tuple[int, ...]]:
        """The shapes of all weights, from those of the kernels."""
        made = self.channels_made(self.channels_of(input_shape))
        return {**kernels, "bias": (made,)} if self.use_bias else kernels

    # --- passes -----------------------------------------------------------------------------------------------

    @property
    def is_plain_relu(self) -> bool:
        """Whether :meth:`sums` puts on bias and ReLU as well, and :meth:`sums_backward` is given the slope by y."""
        return False

    @abstractmethod
    def sums(self, x: Array) -> tuple[Array, Any]:
        """``z`` for pictures ``x``, and what :meth:`sums_backward` needs beside x."""

    @abstractmethod
    def sums_backward(self, x: Array, dz: Array, more: Any, dx: Array | None) -> dict[str, Array]:
        """The gradients of the kernels; adds that of x to ``dx``, zeros at first (or overwrites it), where it is asked
        for."""

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.inward(x)
        z, more = self.sums(as_pictures(x))
        z = z.reshape(len(x), *z.shape[5 - x.ndim:])
        if self.is_plain_relu:
            return z, (x, z, z, more)
        if self.activation is not None and self.use_bias and not self.is_channels_first:
            z, y = self.activation.add_bias_and_activate(z, self.bias)
            return y, (x, z, y, more)
        if self.use_bias:
            z += self.bias
        z = self.outward(z)
        y = z if self.activation is None else self.activation.forward(z)
        return y, (x, z, y, more)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, z, y, more = cache
        activation, bias = self.activation or Linear(), {}
        if self.is_plain_relu:
            dz = np.ascontiguousarray(dy, y.dtype)
        elif self.use_bias and not self.is_channels_first:
            dz, bias["bias"] = activation.backward_through_bias(dy, z, y, self.gradients.get("bias"))
        else:
            dz = self.inward(activation.backward(dy, z, y))
            if self.use_bias:
                bias["bias"] = sum_rows(dz.reshape(-1, dz.shape[-1]), self.gradients.get("bias"))
        room = np.empty if self.overwrites else np.zeros
        dx = room(x.shape, x.dtype) if self.needs_input_grad else None
        inner = None if dx is None else as_pictures(dx)
        grads = self.sums_backward(as_pictures(x), as_pictures(dz), more, inner)
        return NO_GRAD if dx is None else self.outward(dx), {**grads, **bias}


def as_picture_kernel(kernel: Array) -> Array:
    """A kernel over sequences, ``(size, in, out)``, as one over pictures of one row."""
    return kernel[None] if kernel.ndim == 3 else kernel
