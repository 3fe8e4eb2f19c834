"""TransposedConvolution: the base class of Conv1DTranspose and Conv2DTranspose."""

from abc import ABC
from typing import Any

from engine.activations.base import Activation
from engine.array_ops.conv_ops import conv_transpose, conv_transpose_gradients
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
class TransposedConvolution(BaseConv, ABC):
    """``z = Σ x[p] · kernel``, each product added to window ``p`` of z

    The backward pass of a convolution from z's shape to x's, with the same windows on z.
    x: ``(batch, *steps, channels)``. kernel: ``(*kernel_size, filters, channels)``. z: ``(batch, *lengths, filters)``.
    A length is ``steps · stride`` for "same" and ``(steps - 1) · stride + max(extent, stride)`` for "valid", where a
    window's extent is ``(size - 1) · dilation + 1``. With output_padding it is
    ``(steps - 1) · stride + extent + output_padding`` for "valid", and
    ``(steps - 1) · stride + extent % 2 + output_padding`` for "same".

    Backward: ``dx = dz[window] · kernel`` and ``dkernel = Σ dz[window]ᵀ · x``, over batch and windows.
    """

    filters: int = integer(1, MAX_UNITS, example=32)
    kernel_size: tuple[int, ...] = integers(1, high=MAX_AXIS)
    strides: tuple[int, ...] = integers(1, default=1, high=MAX_AXIS)
    padding: str = choice("valid", "same", default="valid")
    output_padding: tuple[int, ...] | None = integers(0, default=None, high=MAX_AXIS)
    data_format: str | None = choice("channels_last", "channels_first", default=None)
    dilation_rate: tuple[int, ...] = integers(1, default=1, high=MAX_AXIS)
    activation: Activation | None = of_kind("activation", default=None)
    use_bias: bool = boolean(default=True)
    kernel_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
    kernel_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    bias_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    activity_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    kernel_constraint: Constraint | None = of_kind("constraint", default=None)
    bias_constraint: Constraint | None = of_kind("constraint", default=None)

    kernel: Variable = weight("(*kernel_size, filters, channels)")
    bias: Variable = weight("(filters,)")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_strides_and_dilation()
        output_padding = self.output_padding or ()
        if any(n >= stride for n, stride in zip(output_padding, self.strides, strict=False)):
            raise self.problem("output_padding_too_large", "output_padding", strides=self.strides,
                               value=output_padding)

    def check_channels_last(self, shape: Shape) -> None:
        super().check_channels_last(shape)
        lengths = self.spatial_output_shape(shape)
        if any(None not in pair and pair[0] != pair[1]
               for pair in zip(self.window_spec.counts(lengths), shape[1:-1], strict=True)):
            raise self.problem("output_padding_does_not_fit", "output_padding", value=self.output_padding,
                               received=shape)

    def count_output_channels(self, channels: int) -> int:
        return self.filters

    def kernel_positions(self, shape: Shape) -> Shape:
        return shape[1:-1]

    def spatial_output_shape(self, shape: Shape) -> Shape:
        return tuple(None if steps is None else self._length(steps, axis) for axis, steps in enumerate(shape[1:-1]))

    def _length(self, steps: int, axis: int) -> int:
        """The length of the output along an axis between batch and channels."""
        stride = self.strides[axis]
        padding = None if self.output_padding is None else self.output_padding[axis]
        extent = (self.kernel_size[axis] - 1) * self.dilation_rate[axis] + 1
        if self.padding == "valid":
            return (steps - 1) * stride + (max(extent, stride) if padding is None else extent + padding)
        return steps * stride if padding is None else (steps - 1) * stride + extent % 2 + padding

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        kernel = (*self.kernel_size, self.filters, self.count_channels(input_shape))
        return self.add_bias_shape({"kernel": kernel}, input_shape)

    def convolve(self, x: Array) -> tuple[Array, Any]:
        lengths = [n or 1 for n in self.spatial_output_shape((0, *x.shape[3 - self.rank:]))]
        shape = (*(1,) * (2 - self.rank), *lengths)
        windows = self.window_spec.windows(lengths)
        return conv_transpose(x, as_image_kernel(self.kernel.array), windows, shape), windows

    def convolve_backward(self, x: Array, dz: Array, cache: Any, dx: Array | None) -> dict[str, Array]:
        dkernel = self.grad_buffer("kernel")
        conv_transpose_gradients(x, dz, as_image_kernel(self.kernel.array), cache, as_image_kernel(dkernel), dx)
        return {"kernel": dkernel}
