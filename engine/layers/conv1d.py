"""Conv1D: looks for the same small patterns everywhere along a sequence."""

from typing import ClassVar, final

from engine.hyperparameters import choice, configurable, integers
from engine.layers.convolution import Convolution
from engine.limits import MAX_AXIS


@final
@configurable
class Conv1D(Convolution):
    """``y[b, p, f] = activation(Σ x[b, p · stride + i · dilation - before, c] · kernel[i, c, f] + bias[f])``

    x: ``(batch, steps, channels)``. y: ``(batch, new_steps, filters)``. kernel: ``(size, channels / groups, filters)``.
    bias: ``(filters,)``. Summed over i and the channels of the filter's group. before: the number of zeros before the
    first step. ``padding="causal"`` pads only there, so that y never depends on later steps.

    Backward: as in :class:`Convolution`. Source: Keras 3, ``layers.Conv1D``.
    """

    names: ClassVar[tuple[str, ...]] = ("conv1d", "Convolution1D")
    form: ClassVar[str] = "grooved"
    rank = 1

    kernel_size: tuple[int, ...] = integers(1, 1, high=MAX_AXIS, example=(3,))
    strides: tuple[int, ...] = integers(1, 1, default=1, high=MAX_AXIS)
    padding: str = choice("valid", "same", "causal", default="valid")
    dilation_rate: tuple[int, ...] = integers(1, 1, default=1, high=MAX_AXIS)
