"""Bias and ReLU behind a convolution, and their way back: its kernels do it with what is still near the core.

A pass over sums that lie in memory takes as long as many multiplications; a convolution makes large ones.
"""

from dataclasses import dataclass
from typing import final

import numpy as np

from engine.activations.relu import Relu
from engine.typing import Array

NO_BIAS = np.empty(0, np.float32)
"""What stands for a bias where the sums stay as they are."""
RELU = Relu()


@final
@dataclass(frozen=True)
class BiasReluCache:
    """The way back from ``y = max(z + bias, 0)``. y: what came of it; dbias: where the slope by the bias goes."""

    y: Array
    dbias: Array

    def back(self, dy: Array) -> Array:
        """The slope by z; that by the bias is written."""
        return RELU.backward_through_bias(dy, self.y, self.y, self.dbias)[0]


def apply_bias_relu(z: Array, bias: Array) -> None:
    """``z = max(z + bias, 0)`` in place, if there is a bias."""
    if bias.size:
        RELU.add_bias_and_activate(z, bias)


def kernel_arguments(relu_cache: BiasReluCache | None, num_threads: int, dz: Array, rows: int
                     ) -> tuple[Array, Array, Array]:
    """``relu_cache`` for :mod:`engine.kernels.conv_im2col`; rows: of dz that a thread handles at a time."""
    if relu_cache is None:
        nothing = np.empty((0,) * dz.ndim, np.float32)
        return nothing, nothing[None], np.empty((0, 2, 0), np.float32)
    buffer = np.empty((num_threads, rows, *dz.shape[1:]), dz.dtype)
    return relu_cache.y.reshape(dz.shape), buffer, np.empty((num_threads, 2, dz.shape[-1]), dz.dtype)


def write_bias_grad(relu_cache: BiasReluCache | None, sums: Array) -> None:
    """Write the slope by the bias: all hands' sums."""
    if relu_cache is not None:
        np.sum(sums[:, 0], axis=0, out=relu_cache.dbias)
