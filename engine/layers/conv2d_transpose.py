"""Conv2DTranspose: lays a small pattern on a larger image for every pixel, a convolution run backwards."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.transposed_convolution import TransposedConvolution
from engine.limits import MAX_AXIS


@final
@configurable
class Conv2DTranspose(TransposedConvolution):
    """``y = activation(z + bias)``, ``z[b, window (p, q) at (i, j), f] += x[b, p, q, c] · kernel[i, j, f, c]``

    x: ``(batch, height, width, channels)``. y: ``(batch, new_height, new_width, filters)``.
    kernel: ``(*kernel_size, filters, channels)``. bias: ``(filters,)``. Summed over p, q, i, j and c. (i, j) is a pixel
    inside the window (p, q) of z.

    Lengths and backward: as in :class:`TransposedConvolution`. Source: Dumoulin & Visin 2016, chapter 4; Keras 3,
    ``layers.Conv2DTranspose``.
    """

    names: ClassVar[tuple[str, ...]] = ("conv2d_transpose", "Convolution2DTranspose")
    form: ClassVar[str] = "double-grooved"
    rank = 2

    kernel_size: tuple[int, ...] = integers(1, 2, high=MAX_AXIS, example=(3, 3))
    strides: tuple[int, ...] = integers(1, 2, default=(1, 1), high=MAX_AXIS)
    output_padding: tuple[int, ...] | None = integers(0, 2, default=None, high=MAX_AXIS)
    dilation_rate: tuple[int, ...] = integers(1, 2, default=(1, 1), high=MAX_AXIS)
