"""Conv1DTranspose: lays a small pattern on a longer sequence for every step, a convolution run backwards."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, integers
from engine.layers.transposed_convolution import TransposedConvolution
from engine.limits import MAX_AXIS


@final
@configurable
class Conv1DTranspose(TransposedConvolution):
    """``y = activation(z + bias)``, ``z[b, p · stride + i · dilation - before, f] += x[b, p, c] · kernel[i, f, c]``

    x: ``(batch, steps, channels)``. y: ``(batch, new_steps, filters)``. kernel: ``(size, filters, channels)``. bias:
    ``(filters,)``. Summed over p, i and c. before: the number of positions cut off before the first step of y.

    Lengths and backward: as in :class:`TransposedConvolution`. Source: Keras 3, ``layers.Conv1DTranspose``.
    """

    names: ClassVar[tuple[str, ...]] = ("conv1d_transpose", "Convolution1DTranspose")
    form: ClassVar[str] = "grooved"
    rank = 1

    kernel_size: tuple[int, ...] = integers(1, 1, high=MAX_AXIS, example=(3,))
    strides: tuple[int, ...] = integers(1, 1, default=1, high=MAX_AXIS)
    output_padding: tuple[int, ...] | None = integers(0, 1, default=None, high=MAX_AXIS)
    dilation_rate: tuple[int, ...] = integers(1, 1, default=1, high=MAX_AXIS)
