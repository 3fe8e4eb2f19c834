"""TransposedConvolution: what Conv1DTranspose and Conv2DTranspose have in common."""

from abc import ABC
from typing import Any

from engine.activations.base import Activation
from engine.array_ops.conv_ops import conv_transpose, conv_transpose_gradients
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, choice, family, integer, integers, of_kind
from engine.initializers.base import Initializer
from engine.layers.base import weight
from engine.layers.base_conv import BaseConv, as_picture_kernel
from engine.limits import MAX_AXIS, MAX_UNITS
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape


@family
class TransposedConvolution(BaseConv, ABC):
    """``z = Σ x[p] · kernel``, each product laid on the window ``p`` of z; what overlaps is added

    It is the backward pass of a convolution from z's shape to x's: the same windows, lying on the output.
    kernel: ``(*kernel_size, filters, channels)``. z: ``(batch, *lengths, filters)``; a length is ``steps · stride`` for
    "same", ``(steps - 1) · stride + max(reach, stride)`` for "valid", where a window reaches over
    ``(size - 1) · dilation + 1`` places. With output_padding it is ``(steps - 1) · stride + output_padding`` plus the
    reach for "valid", plus 1 for "same" if the reach is odd.

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

    kernel: Array = weight("(*kernel_size, filters, channels)")
    bias: Array = weight("(filters,)")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.refuse_strides_with_dilation()
        given = self.output_padding or ()
        if any(n >= stride for n, stride in zip(given, self.strides, strict=False)):
            raise self.problem("output_padding_too_large", "output_padding", strides=self.strides, value=given)

    def check_inner(self, shape: Shape) -> None:
        super().check_inner(shape)
        lengths = self.sums_shape(shape)
        if any(None not in pair and pair[0] != pair[1]
               for pair in zip(self.slide.counts(lengths), shape[1:-1], strict=True)):
            raise self.problem("output_padding_does_not_fit", "output_padding", value=self.output_padding,
                               received=shape)

    def channels_made(self, channels: int) -> int:
        return self.filters

    def places_visited(self, shape: Shape) -> Shape:
        return shape[1:-1]

    def sums_shape(self, shape: Shape) -> Shape:
        return tuple(None if steps is None else self._length(steps, axis) for axis, steps in enumerate(shape[1:-1]))

    def _length(self, steps: int, axis: int) -> int:
        """The length of the output along an axis between batch and channels."""
        stride = self.strides[axis]
        padding = None if self.output_padding is None else self.output_padding[axis]
        reach = (self.kernel_size[axis] - 1) * self.dilation_rate[axis] + 1
        if self.padding == "valid":
            return (steps - 1) * stride + (max(reach, stride) if padding is None else reach + padding)
        return steps * stride if padding is None else (steps - 1) * stride + reach % 2 + padding

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        kernel = (*self.kernel_size, self.filters, self.channels_of(input_shape))
        return self.with_bias({"kernel": kernel}, input_shape)

    def sums(self, x: Array) -> tuple[Array, Any]:
        lengths = [n or 1 for n in self.sums_shape((0, *x.shape[3 - self.rank:]))]
        shape = (*(1,) * (2 - self.rank), *lengths)
        windows = self.slide.over(lengths)
        return conv_transpose(x, as_picture_kernel(self.kernel), windows, shape), windows

    def sums_backward(self, x: Array, dz: Array, more: Any, dx: Array | None) -> dict[str, Array]:
        dkernel = self.grad_buffer("kernel")
        conv_transpose_gradients(x, dz, as_picture_kernel(self.kernel), more, as_picture_kernel(dkernel), dx)
        return {"kernel": dkernel}
