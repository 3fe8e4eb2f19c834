"""ReLU: lets positive values through and sets the others to 0."""

from typing import final

import numpy as np

from engine import kernels
from engine.activations.base import Activation
from engine.configurable import at_defaults
from engine.hyperparameters import configurable, real
from engine.parallel import parallel_for, run_parallel, threads_for_values
from engine.typing import Array


@final
@configurable
class Relu(Activation):
    """``y = x`` above ``threshold``, else ``negative_slope · (x - threshold)``.

    With a ``max_value``, values above ``threshold`` are clipped to ``[0, max_value]``.

    Source: Keras 3, ``activations.relu``.
    """

    negative_slope: float = real(default=0.0, formerly=("alpha",))
    max_value: float | None = real(0, default=None)
    threshold: float = real(default=0.0)

    @property
    def is_plain_relu(self) -> bool:
        return at_defaults(self)

    def add_bias_and_activate(self, z: Array, bias: Array) -> tuple[Array, Array]:
        if not self.is_plain_relu:
            return super().add_bias_and_activate(z, bias)
        if not kernels.enabled():
            z += bias
            np.maximum(z, 0, out=z)
            return z, z
        parallel_for(z.size, lambda team: kernels.add_bias_relu(z.reshape(-1, len(bias)), bias, team))
        return z, z

    def backward_through_bias(self, dy: Array, x: Array, y: Array, out: Array | None = None) -> tuple[Array, Array]:
        contiguous = dy.flags.c_contiguous and y.flags.c_contiguous
        if not (kernels.enabled() and self.is_plain_relu and dy.dtype == y.dtype and contiguous):
            return super().backward_through_bias(dy, x, y, out)
        dz, units = np.empty(dy.shape, dy.dtype), dy.shape[-1]
        count = threads_for_values(dy.size)
        sums, flat = np.empty((count, 2, units), dy.dtype), (dy.reshape(-1), y.reshape(-1), dz.reshape(-1))
        run_parallel(count, lambda team: kernels.bias_relu_backward(*flat, sums, team))
        return dz, np.sum(sums[:, 0], axis=0, out=out)

    def forward(self, x: Array) -> Array:
        y = np.maximum(x, 0) if self.threshold == 0 else np.where(x > self.threshold, x, 0)
        if self.max_value is not None:
            y = np.clip(y, 0, self.max_value)
        if self.negative_slope != 0:
            y = y + self.negative_slope * np.minimum(x - self.threshold, 0)
        return y

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        if self.is_plain_relu and not kernels.enabled():
            return np.where(y > 0, dy, dy.dtype.type(0))
        if self.is_plain_relu:
            dx = np.empty(dy.shape, dy.dtype)
            flat = np.ravel(dy), np.ravel(y), dx.reshape(-1)  # flat, so that the kernel is compiled for one rank only
            parallel_for(dy.size, lambda team: kernels.relu_backward(*flat, team))
            return dx
        passes = x > self.threshold
        if self.max_value is not None:
            passes &= (x > 0) & (x < self.max_value)
        if self.negative_slope == 0:
            return dy * passes
        return dy * (passes + self.negative_slope * (x < self.threshold).astype(dy.dtype))
