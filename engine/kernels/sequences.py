"""LSTM over all steps of a sequence in one call: the product with the state between two steps is called by the kernel.

Several threads can share a batch so, and need not meet at every step. All arrays are float32 and C-contiguous, time
before batch. ``team``: :mod:`engine.kernels.barrier`.
"""

from typing import Any

from engine.kernels.barrier import begin, finish, share
from engine.kernels.jit import Array, kernel
from engine.kernels.products import multiply
from engine.kernels.recurrence import add_to, lstm_step, lstm_step_back


@kernel
def piece(steps: Array, t: int, first: int, last: int) -> Array:
    """``steps[t, first:last]`` as an array that the compiler knows to be contiguous."""
    _, batch, width = steps.shape
    start = t * batch
    return steps.reshape(-1)[(start + first) * width:(start + last) * width].reshape(last - first, width)


@kernel
def lstm_steps(z: Array, recurrent: Array, states: Any, tanh_c: Array, team: Any) -> None:
    """Every step as :func:`lstm_step`, which says what stays in the arrays.

    z: what the inputs add up to, ``(time, batch, 4 · units)``; recurrent: ``(units, 4 · units)``; states: h and c,
    ``(time + 1, batch, units)`` each, of which step 0 is there; tanh_c: ``(time, batch, units)``.
    """
    begin(team)
    h, c = states
    units, (first, last) = h.shape[2], share(h.shape[1], team)
    for t in range(z.shape[0]):
        before, gates = piece(h, t, first, last), piece(z, t, first, last)
        multiply(before, recurrent, gates, (last - first, units, 4 * units), (0, units), True)
        lstm_step(gates, piece(c, t, first, last), piece(c, t + 1, first, last), piece(tanh_c, t, first, last),
                  piece(h, t + 1, first, last))
    finish(team)


@kernel
def lstm_steps_back(gates: Array, turned: Array, kept: Any, dy: Array, slopes: Any, dz: Array, team: Any) -> None:
    """Every step as :func:`lstm_step_back`, from the last one on.

    gates, dz: ``(time, batch, 4 · units)``. turned: the transposed weights of the state, ``(4 · units, units)``. kept:
    c and tanh_c. dy: the slopes by each step's output, ``(time, batch, units)``, or no steps, where the last output
    alone counts. slopes: by h and c after the last step, ``(1, batch, units)`` each; afterwards before the first.
    """
    begin(team)
    c, tanh_c = kept
    units, (first, last) = c.shape[2], share(c.shape[1], team)
    dh, dc = piece(slopes[0], 0, first, last), piece(slopes[1], 0, first, last)
    for back in range(dz.shape[0]):
        t = dz.shape[0] - 1 - back
        if dy.shape[0]:
            add_to(dh.reshape(-1), piece(dy, t, first, last).reshape(-1))
        lstm_step_back(piece(gates, t, first, last), piece(c, t, first, last), piece(tanh_c, t, first, last), dh, dc,
                       piece(dz, t, first, last))
        multiply(piece(dz, t, first, last), turned, dh, (last - first, 4 * units, units), (0, 4 * units), False)
    finish(team)
