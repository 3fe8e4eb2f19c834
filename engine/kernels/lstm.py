"""LSTM over all steps of a sequence: forward and backward of a batch in one call each.

Each thread computes all time steps of some samples without waiting for other threads, and some rows of the matrix
products over all steps.
All arrays are float32 and C-contiguous, time before batch; a matrix over all steps has ``time · batch`` rows.
``team``: :mod:`engine.kernels.lowlevel.thread_sync`.

The step exists twice: here (:mod:`engine.kernels.lowlevel.lstm_gates`) and in :mod:`engine.layers.lstm` in NumPy, for
other activations, other types and recurrent dropout.
"""

from typing import Any

from engine.kernels import fused_dense_ops
from engine.kernels.lowlevel.array_views import flatten, index_slice, slice_rows
from engine.kernels.lowlevel.gemm import matmul_rows, matmul_transposed_a
from engine.kernels.lowlevel.linking import linked_kernel
from engine.kernels.lowlevel.lstm_gates import lstm_gates, lstm_gates_backward
from engine.kernels.lowlevel.thread_sync import begin, finish, split_range, synchronize
from engine.kernels.lowlevel.vector_ops import add_values, copy_values, zero_values
from engine.kernels.runtime.jit import Array, inlined, inner, kernel
from engine.kernels.transpose import transpose_parallel

sum_rows = linked_kernel(fused_dense_ops.sum_rows, "1 1 2i d b")


@inner
def is_zero(state: Array) -> bool:
    """Whether all values are 0: the product with such a state can be left out."""
    for value in flatten(state):  # noqa: SIM110  (Numba has no generators here)
        if value != 0:
            return False
    return True


@kernel
def lstm_forward(
    inputs: Any, weights: Any, z: Array, states: Any, tanh_c: Array, mask: Array, team: Any
) -> None:
    """Run all time steps, each of which is :func:`engine.kernels.lowlevel.lstm_gates.lstm_gates`.

    inputs: ``(x, inverse, products)``. If inverse is empty, x holds the inputs of all steps, ``(time · batch,
    features)``, and products is z, ``(time · batch, 4 · units)``. Otherwise x holds the distinct inputs, ``(rows,
    features)``, inverse the index in x of the input of each step and sample, ``(time · batch,)``, and products is a
    buffer for ``x · kernel``, ``(rows, 4 · units)``. weights: ``(kernel, recurrent_kernel, bias)``. z: ``(time, batch,
    4 · units)``, receives the gates. states: ``(h, c)``, each ``(time + 1, batch, units)``; index 0 holds the initial
    state, index ``t + 1`` receives the state after step t. tanh_c: receives the tanh of c after each step, ``(time,
    batch, units)``. mask: ``(time, batch)``, bool, or empty for no mask; where it is False, the step does not change h
    and c.
    """
    begin(team)
    (x, inverse, products), (kernel, recurrent, bias), (h, c) = inputs, weights, states
    (steps, batch, units), (rows, features), width = tanh_c.shape, x.shape, z.shape[2]
    matmul_rows(x, kernel, products, (features, width), split_range(rows, team), False)
    synchronize(team)
    first, last = split_range(batch, team)
    for t in range(steps):
        gates = index_slice(z, t, first, last)
        for row in range(last - first if inverse.size else 0):
            copy_values(gates, row * width, products, inverse[t * batch + first + row] * width, width)
        if t > 0 or not is_zero(index_slice(h, 0, first, last)):
            matmul_rows(index_slice(h, t, first, last), recurrent, gates, (units, width), (0, last - first), True)
        lstm_gates(gates, bias, index_slice(c, t, first, last), index_slice(c, t + 1, first, last),
                   index_slice(tanh_c, t, first, last), index_slice(h, t + 1, first, last), (last - first, units))
        for row in range(first, last if mask.size else first):
            if not mask[t, row]:
                before, after = (t * batch + row) * units, ((t + 1) * batch + row) * units
                copy_values(h, after, h, before, units)
                copy_values(c, after, c, before, units)
    finish(team)


@kernel
def lstm_backward(
    inputs: Any, weights: Any, transposed: Any, cache: Any, grads: Any, dz: Array, mask: Array, results: Any, team: Any
) -> None:
    """Run ``lstm_gates_backward`` for all time steps, from the last to the first, and compute the gradients.

    inputs, mask, team: as in :func:`lstm_forward`, except products. If inverse is empty, products is dz as ``(time ·
    batch, 4 · units)``. Otherwise it is a buffer, ``(rows, 4 · units)``, for the sum of dz over the steps and samples
    that share a row of x. weights: ``(kernel, recurrent_kernel)``. transposed: buffers for their transposes. cache:
    ``(gates, h, c, tanh_c)``, from forward. dz: a buffer, ``(time, batch, 4 · units)``. grads: ``(dy, last)``. dy: the
    gradients by all outputs, ``(time, batch, units)``; empty if only the last one counts. last: the gradients by h and
    c after the last step, ``(2, batch, units)``; overwritten. results: ``(dx, dkernel, drecurrent,
    dbias)``; dx: ``(time, batch, features)``; dx and dbias are empty if not needed.
    """
    begin(team)
    (x, inverse, products), (kernel, recurrent), (gates, h, c, tanh_c) = inputs, weights, cache
    (dx, dkernel, drecurrent, dbias), (kernel_t, recurrent_t), (dy, last) = results, transposed, grads
    (steps, batch, units), (rows, features), width = tanh_c.shape, x.shape, dz.shape[2]
    transpose_parallel(recurrent, recurrent_t, team)
    if dx.size:
        transpose_parallel(kernel, kernel_t, team)
    synchronize(team)
    first, end = split_range(batch, team)
    dh, dc = index_slice(last, 0, first, end), index_slice(last, 1, first, end)
    for back in range(steps):
        t = steps - 1 - back
        if dy.shape[0]:
            add_values(dh, 0, index_slice(dy, t, first, end), 0, dh.size)
        grad, masked = index_slice(dz, t, first, end), mask.size > 0
        if masked:
            masked_step_backward(mask, t, (gates, c, tanh_c), (dh, dc), dz, first, end)
        else:
            lstm_gates_backward(index_slice(gates, t, first, end), index_slice(c, t, first, end),
                                index_slice(tanh_c, t, first, end), dh, dc, grad, (end - first, units))
        if t > 0:
            matmul_rows(grad, recurrent_t, dh, (width, units), (0, end - first), masked)
    synchronize(team)
    if dx.size:
        matmul_rows(dz, kernel_t, dx, (width, features), split_range(steps * batch, team), False)
    if inverse.size:
        sum_by_unique_row(inverse, dz, products, width, split_range(width, team))
        synchronize(team)
    matmul_transposed_a(x, products, dkernel, (features, rows, width), split_range(features, team), 1, False)
    skipped = 1 if steps > 1 and is_zero(index_slice(h, 0, 0, batch)) else 0
    h_before = slice_rows(flatten(h), skipped * batch * units, h.size)
    dz_after = slice_rows(flatten(dz), skipped * batch * width, dz.size)
    matmul_transposed_a(h_before, dz_after, drecurrent, (units, (steps - skipped) * batch, width),
                        split_range(units, team), 1, False)
    if dbias.size:
        sum_rows(flatten(dz), dbias, split_range(width, team), 1.0, False)
    finish(team)


@inlined
def masked_step_backward(
    mask: Array, t: int, cache: Any, grads: Any, dz: Array, first: int, end: int
) -> None:
    """Run a step backward for the samples whose mask is True, and set their dh to 0: the caller adds to it.

    The other samples keep dh and dc, and their dz is 0.
    """
    (gates, c, tanh_c), (dh, dc), (_, _, units) = cache, grads, cache[1].shape
    for row in range(first, end):
        dz_row, start = index_slice(dz, t, row, row + 1), (row - first) * units
        if mask[t, row]:
            dh_row = slice_rows(flatten(dh), start, start + units)
            dc_row = slice_rows(flatten(dc), start, start + units)
            lstm_gates_backward(index_slice(gates, t, row, row + 1), index_slice(c, t, row, row + 1),
                                index_slice(tanh_c, t, row, row + 1), dh_row, dc_row, dz_row, (1, units))
            zero_values(dh_row, 0, units)
        else:
            zero_values(dz_row, 0, 4 * units)


@inlined
def sum_by_unique_row(inverse: Array, grads: Array, sums: Array, width: int, columns: Any) -> None:
    """Set sums to 0, then ``sums[inverse[n]] += grads[n]`` for each n, in the columns ``(first, end)`` only."""
    first, end = columns
    for row in range(sums.shape[0]):
        zero_values(sums, row * width + first, end - first)
    for n in range(inverse.size):
        add_values(sums, inverse[n] * width + first, grads, n * width + first, end - first)
