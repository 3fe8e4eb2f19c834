"""Bias and ReLU after a convolution, and their gradients.

The convolution kernels apply them while z is in cache: a pass over a large z in memory takes as long as many
multiplications.
"""

from dataclasses import dataclass
from typing import final

import numpy as np

from engine.activations.relu import Relu
from engine.typing import Array

NO_BIAS = np.empty(0, np.float32)
"""The argument ``bias`` of a convolution that applies neither bias nor ReLU."""
RELU = Relu()


@final
@dataclass(frozen=True)
class BiasReluCache:
    """The output of ``y = max(z + bias, 0)``, which backward needs, and the array for the gradient by the bias."""

    y: Array
    dbias: Array

    def backward(self, dy: Array) -> Array:
        """Write dbias and return the gradient by z. dy: the gradient by y."""
        return RELU.backward_through_bias(dy, self.y, self.y, self.dbias)[0]


def apply_bias_relu(z: Array, bias: Array) -> None:
    """``z = max(z + bias, 0)`` in place, unless bias is NO_BIAS."""
    if bias.size:
        RELU.add_bias_and_activate(z, bias)


def kernel_arguments(relu_cache: BiasReluCache | None, num_threads: int, dz: Array, rows: int
                     ) -> tuple[Array, Array, Array]:
    """The argument ``relu_cache`` of :mod:`engine.kernels.conv_im2col`; rows: rows of dz in a thread's buffer."""
    if relu_cache is None:
        empty = np.empty((0,) * dz.ndim, np.float32)
        return empty, empty[None], np.empty((0, 2, 0), np.float32)
    buffer = np.empty((num_threads, rows, *dz.shape[1:]), dz.dtype)
    return relu_cache.y.reshape(dz.shape), buffer, np.empty((num_threads, 2, dz.shape[-1]), dz.dtype)


def write_bias_grad(relu_cache: BiasReluCache | None, sums: Array) -> None:
    """Add the threads' gradients of the bias, ``sums[:, 0]``, and write them to dbias."""
    if relu_cache is not None:
        np.sum(sums[:, 0], axis=0, out=relu_cache.dbias)
