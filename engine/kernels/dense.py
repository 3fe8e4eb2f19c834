"""What stands around a Dense layer's matrix product: bias and ReLU in one pass, and ReLU's slope on the way back."""

from engine.kernels.jit import Array, kernel


@kernel
def add_bias_relu(z: Array, bias: Array) -> None:
    """``z = max(z + bias, 0)`` in place; a NaN stays one. z: ``(rows, units)``; bias: ``(units,)``."""
    zero = z.dtype.type(0)
    for row in range(z.shape[0]):
        for unit in range(z.shape[1]):
            total = z[row, unit] + bias[unit]
            z[row, unit] = zero if total <= zero else total


@kernel
def relu_gradient(dy: Array, y: Array, dx: Array) -> None:
    """``dx = dy`` where ``y > 0``, else 0. All of one shape; ``dx`` may be ``dy``."""
    zero = dy.dtype.type(0)
    for i in range(dy.size):
        dx.flat[i] = dy.flat[i] if y.flat[i] > zero else zero
