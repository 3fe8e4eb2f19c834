"""Bias and ReLU behind a convolution, and their way back: its kernels do it with what is still near the core.

A pass over sums that lie in memory takes as long as many multiplications; a convolution makes large ones.
"""

from dataclasses import dataclass
from typing import final

import numpy as np

from engine import memory
from engine.activations.relu import Relu
from engine.typing import Array

NO_BIAS = np.empty(0, np.float32)
"""What stands for a bias where the sums stay as they are."""
RELU = Relu()


@final
@dataclass(frozen=True)
class Rectified:
    """The way back from ``y = max(z + bias, 0)``. y: what came of it; dbias: where the slope by the bias goes."""

    y: Array
    dbias: Array

    def back(self, dy: Array) -> Array:
        """The slope by z; that by the bias is written."""
        return RELU.backward_through_bias(dy, self.y, self.y, self.dbias)[0]


def rectify(z: Array, bias: Array) -> None:
    """``z = max(z + bias, 0)`` in place, if there is a bias."""
    if bias.size:
        RELU.add_bias_and_activate(z, bias)


def for_kernels(rectified: Rectified | None, hands: int, dz: Array, most: int) -> tuple[Array, Array, Array]:
    """``rectified`` as :mod:`engine.kernels.conv_im2col_forward` takes it, with room for so many lines of dz a hand."""
    if rectified is None:
        nothing = np.empty((0,) * dz.ndim, np.float32)
        return nothing, nothing[None], np.empty((0, 2, 0), np.float32)
    room = memory.empty((hands, most, *dz.shape[1:]), dz.dtype)
    return rectified.y.reshape(dz.shape), room, np.empty((hands, 2, dz.shape[-1]), dz.dtype)


def add_up(rectified: Rectified | None, sums: Array) -> None:
    """Write the slope by the bias: all hands' sums."""
    if rectified is not None:
        np.sum(sums[:, 0], axis=0, out=rectified.dbias)
