"""LSTM over all steps of a sequence: a batch forward in one call, and back in one, products and all.

Several threads share a batch: to each belong some samples on their way through time, for which it waits for nobody, and
some rows of what is made of all steps at once. All arrays are float32 and C-contiguous, time before batch, and every
matrix over all steps has ``time · batch`` rows. ``team``: :mod:`engine.kernels.barrier`.
"""

from typing import Any

from engine.kernels import stack_parts
from engine.kernels.barrier import begin, finish, share, wait_for_all
from engine.kernels.jit import Array, by_address, inlined, inner, kernel
from engine.kernels.products import multiply_rows, multiply_turned
from engine.kernels.recurrence import add_to, lstm_step, lstm_step_back
from engine.kernels.views import flat, piece

sum_of_rows = by_address(stack_parts.sum_of_rows, "1 1 2i d b")


@inner
def part(steps: Array, t: int, first: int, last: int) -> Array:
    """``steps[t, first:last]`` as an array that the compiler knows to be contiguous."""
    _, batch, width = steps.shape
    start = t * batch
    found: Array = piece(flat(steps), (start + first) * width, (start + last) * width).reshape(last - first, width)
    return found


@inlined
def turn(a: Array, b: Array, team: Any) -> None:
    """``b = aᵀ``, some columns of a by each hand, in squares, as caches like it."""
    first, end = share(a.shape[1], team)
    for start in range(0, a.shape[0], 16):
        for column in range(first, end):
            for row in range(start, min(start + 16, a.shape[0])):
                b[column, row] = a[row, column]


@inner
def resting(state: Array) -> bool:
    """Whether all is 0: such a state adds nothing."""
    for number in flat(state):  # noqa: SIM110  (Numba has no generators here)
        if number != 0:
            return False
    return True


@kernel
def lstm_forward(x: Array, weights: Any, z: Array, states: Any, tanh_c: Array, team: Any) -> None:
    """Every step as :func:`lstm_step`, which says what stays in the arrays.

    x: ``(time, batch, features)``. weights: ``(kernel, recurrent_kernel, bias)``, the last ``(4 · units,)``, or empty.
    z: ``(time, batch, 4 · units)``. states: h and c, ``(time + 1, batch, units)`` each, of which step 0 is there.
    tanh_c: ``(time, batch, units)``.
    """
    begin(team)
    (kernel, recurrent, bias), (h, c) = weights, states
    (steps, batch, features), (units, wide) = x.shape, recurrent.shape
    multiply_rows(x, kernel, z, (features, wide), share(steps * batch, team), False)
    wait_for_all(team)
    first, last = share(batch, team)
    for t in range(steps):
        gates = part(z, t, first, last)
        if t > 0 or not resting(part(h, 0, first, last)):
            multiply_rows(part(h, t, first, last), recurrent, gates, (units, wide), (0, last - first), True)
        for row in range(last - first if bias.size else 0):
            add_to(gates[row], bias)
        lstm_step(gates, part(c, t, first, last), part(c, t + 1, first, last), part(tanh_c, t, first, last),
                  part(h, t + 1, first, last))
    finish(team)


@kernel
def lstm_backward(
    x: Array, weights: Any, turned: Any, kept: Any, dy: Array, last_slopes: Any, dz: Array, found: Any,
    team: Any
) -> None:
    """Every step as :func:`lstm_step_back`, from the last one on, and the gradients.

    x: ``(time, batch, features)``. weights: as above; turned: room for their transposes. kept: ``(gates, h, c,
    tanh_c)``, gates and dz ``(time, batch, 4 · units)``. dy: the slopes by each step's output, ``(time, batch,
    units)``, or no steps, where the last output alone counts. last_slopes: by h and c after the last step, ``(1,
    batch, units)`` each, which are overwritten. found: ``(dx, dkernel, drecurrent, dbias)``; dx and dbias are empty
    where they are not asked for.
    """
    begin(team)
    (kernel, recurrent, _), (gates, h, c, tanh_c), (dx, dkernel, drecurrent, dbias) = weights, kept, found
    (steps, batch, features), (units, wide), (turned_kernel, turned_recurrent) = x.shape, recurrent.shape, turned
    turn(recurrent, turned_recurrent, team)
    if dx.size:
        turn(kernel, turned_kernel, team)
    wait_for_all(team)
    first, last = share(batch, team)
    dh, dc = part(last_slopes[0], 0, first, last), part(last_slopes[1], 0, first, last)
    for back in range(steps):
        t = steps - 1 - back
        if dy.shape[0]:
            add_to(flat(dh), flat(part(dy, t, first, last)))
        slope, squashed = part(dz, t, first, last), part(tanh_c, t, first, last)
        lstm_step_back(part(gates, t, first, last), part(c, t, first, last), squashed, dh, dc, slope)
        if t > 0:
            multiply_rows(slope, turned_recurrent, dh, (wide, units), (0, last - first), False)
    wait_for_all(team)
    if dx.size:
        multiply_rows(dz, turned_kernel, dx, (wide, features), share(steps * batch, team), False)
    multiply_turned(x, dz, dkernel, (features, steps * batch, wide), share(features, team), 1, False)
    start = 1 if steps > 1 and resting(part(h, 0, 0, batch)) else 0
    before, slopes = piece(flat(h), start * batch * units, h.size), piece(flat(dz), start * batch * wide, dz.size)
    multiply_turned(before, slopes, drecurrent, (units, (steps - start) * batch, wide), share(units, team), 1, False)
    if dbias.size:
        sum_of_rows(flat(dz), dbias, share(wide, team), 1.0, False)
    finish(team)
