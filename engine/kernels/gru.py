"""The gates of GRU, one time step per call. All arrays of a call are of one type; rows are samples.

Each inner loop passes over one row of few arrays, which lets LLVM vectorise it.
"""

from engine.kernels.math_functions import sigmoid_inplace, tanh
from engine.kernels.runtime.jit import Array, kernel


@kernel
def gru_step(z: Array, z_state: Array, h0: Array, h1: Array) -> None:
    """``h1 = u · h0 + (1 - u) · g`` with ``u, r = sigmoid(z + z_state)`` and ``g = tanh(z + r · z_state)``.

    u, r and g are computed from the first, second and last third of the columns. z: the part of the pre-activations
    from the inputs, ``(batch, 3 · units)``, overwritten by u, r and g. z_state: the part from the state, same shape.
    h0, h1: the state before and after, ``(batch, units)``.
    """
    units, one = h1.shape[1], h1.dtype.type(1)
    for row in range(z.shape[0]):
        gates, from_state = z[row, :2 * units], z_state[row, :2 * units]
        for k in range(2 * units):
            gates[k] += from_state[k]
        sigmoid_inplace(gates)
        u, r, g = z[row, :units], z[row, units:2 * units], z[row, 2 * units:]
        candidate, before, after = z_state[row, 2 * units:], h0[row], h1[row]
        for k in range(units):
            g[k] = tanh(g[k] + r[k] * candidate[k])
        for k in range(units):
            after[k] = u[k] * before[k] + (one - u[k]) * g[k]


@kernel
def gru_step_backward(gates: Array, z_state: Array, h0: Array, dh: Array, dz: Array, dz_state: Array) -> None:
    """Compute dz and dz_state, the gradients by z and z_state, from dh, the gradient by h1.

    gates: z after :func:`gru_step`. dh becomes the part of the gradient by h0 that does not pass through the
    state's matrix product. gates, z_state, dz, dz_state: ``(batch, 3 · units)``; h0, dh: ``(batch, units)``.
    """
    units, one = dh.shape[1], dh.dtype.type(1)
    for row in range(dh.shape[0]):
        u, r, g = gates[row, :units], gates[row, units:2 * units], gates[row, 2 * units:]
        candidate, before, grad = z_state[row, 2 * units:], h0[row], dh[row]
        du, dr, dg = dz[row, :units], dz[row, units:2 * units], dz[row, 2 * units:]
        for k in range(units):
            du[k] = grad[k] * (before[k] - g[k]) * u[k] * (one - u[k])
        for k in range(units):
            dg[k] = grad[k] * (one - u[k]) * (one - g[k] * g[k])
        for k in range(units):
            dr[k] = dg[k] * candidate[k] * r[k] * (one - r[k])
        for k in range(units):
            grad[k] *= u[k]
        dz_row, dz_state_row, dcandidate = dz[row], dz_state[row], dz_state[row, 2 * units:]
        for k in range(2 * units):  # a slice assignment would compile Numba's error message, 1 s
            dz_state_row[k] = dz_row[k]
        for k in range(units):
            dcandidate[k] = dg[k] * r[k]
