"""LSTM over all steps of a sequence: a batch forward in one call, and back in one, products and all.

Several threads share a batch: to each belong some samples on their way through time, for which it waits for nobody, and
some rows of what is made of all steps at once. All arrays are float32 and C-contiguous, time before batch, and every
matrix over all steps has ``time · batch`` rows. ``team``: :mod:`engine.kernels.barrier`.
"""

from typing import Any

from engine.kernels import stack_parts
from engine.kernels.barrier import begin, finish, share, wait_for_all
from engine.kernels.calls import by_address
from engine.kernels.gates import open_gates, open_gates_back
from engine.kernels.jit import Array, inlined, inner, kernel
from engine.kernels.lines import add_line, clear_line, copy_line
from engine.kernels.products import lay_in_panels, multiply_panels, multiply_rows, multiply_turned
from engine.kernels.recurrence import add_to
from engine.kernels.squares import turn_together
from engine.kernels.views import flat, part, piece

sum_of_rows = by_address(stack_parts.sum_of_rows, "1 1 2i d b")


@inner
def resting(state: Array) -> bool:
    """Whether all is 0: such a state adds nothing."""
    for number in flat(state):  # noqa: SIM110  (Numba has no generators here)
        if number != 0:
            return False
    return True


@kernel
def lstm_forward(
    inputs: Any, weights: Any, panels: Any, z: Array, states: Any, tanh_c: Array, counted: Array, team: Any
) -> None:
    """Every step as :func:`open_gates`, which says what stays in the arrays.

    inputs: ``(x, which, sums)``: rows of inputs, ``(rows, features)``, which of them every step of every sample reads,
    ``(time · batch,)``, and room for what kernel makes of them, ``(rows, 4 · units)``; or which is empty, rows are
    steps and samples as they come, and sums is z. weights: ``(kernel, recurrent_kernel, bias)``, the last ``(4 ·
    units,)``; panels: room for as many numbers as the first two have. z: ``(time, batch, 4 · units)``.
    states: h and c, ``(time + 1, batch, units)`` each, of which step 0 is there. tanh_c: ``(time, batch, units)``.
    counted: ``(time, batch)``, bool: a step that does not count leaves h and c as they were. Or empty: all count.
    """
    begin(team)
    (x, which, sums), (kernel, recurrent, bias), (h, c) = inputs, weights, states
    (steps, batch, units), (rows, features), wide = tanh_c.shape, x.shape, z.shape[2]
    lay_in_panels(kernel, panels[0], (features, wide), share(features, team))
    lay_in_panels(recurrent, panels[1], (units, wide), share(units, team))
    wait_for_all(team)
    multiply_panels(x, panels[0], sums, (features, wide), share(rows, team), False)
    wait_for_all(team)
    first, last = share(batch, team)
    for t in range(steps):
        gates = part(z, t, first, last)
        for row in range(last - first if which.size else 0):
            copy_line(gates, row * wide, sums, which[t * batch + first + row] * wide, wide)
        if t > 0 or not resting(part(h, 0, first, last)):
            multiply_panels(part(h, t, first, last), panels[1], gates, (units, wide), (0, last - first), True)
        open_gates(gates, bias, part(c, t, first, last), part(c, t + 1, first, last), part(tanh_c, t, first, last),
                   part(h, t + 1, first, last), (last - first, units))
        for row in range(first, last if counted.size else first):
            if not counted[t, row]:
                before, after = (t * batch + row) * units, ((t + 1) * batch + row) * units
                copy_line(h, after, h, before, units)
                copy_line(c, after, c, before, units)
    finish(team)


@kernel
def lstm_backward(
    inputs: Any, weights: Any, turned: Any, kept: Any, slopes: Any, dz: Array, counted: Array, found: Any, team: Any
) -> None:
    """Every step as :func:`open_gates_back`, from the last one on, and the gradients.

    inputs: as above, and sums dz where which is empty. weights: ``(kernel, recurrent_kernel)``; turned: room for their
    transposes. kept: ``(gates, h, c, tanh_c)``, gates and dz ``(time, batch, 4 · units)``. slopes: ``(dy, last)``: by
    each step's output, ``(time, batch, units)``, or no steps, where the last output alone counts; and by h and c after
    the last step, ``(2, batch, units)``, overwritten. counted: as above. found: ``(dx, dkernel, drecurrent, dbias)``,
    dx ``(time, batch, features)``; dx and dbias are empty where they are not asked for.
    """
    begin(team)
    (x, which, sums), (kernel, recurrent), (gates, h, c, tanh_c) = inputs, weights, kept
    (dx, dkernel, drecurrent, dbias), (turned_kernel, turned_recurrent), (dy, last) = found, turned, slopes
    (steps, batch, units), (rows, features), wide = tanh_c.shape, x.shape, dz.shape[2]
    turn_together(recurrent, turned_recurrent, team)
    if dx.size:
        turn_together(kernel, turned_kernel, team)
    wait_for_all(team)
    first, end = share(batch, team)
    dh, dc = part(last, 0, first, end), part(last, 1, first, end)
    for back in range(steps):
        t = steps - 1 - back
        if dy.shape[0]:
            add_to(flat(dh), flat(part(dy, t, first, end)))
        slope, masked = part(dz, t, first, end), counted.size > 0
        if masked:
            step_back_where(counted, t, (gates, c, tanh_c), (dh, dc), dz, first, end)
        else:
            open_gates_back(part(gates, t, first, end), part(c, t, first, end), part(tanh_c, t, first, end), dh, dc,
                            slope, (end - first, units))
        if t > 0:
            multiply_rows(slope, turned_recurrent, dh, (wide, units), (0, end - first), masked)
    wait_for_all(team)
    if dx.size:
        multiply_rows(dz, turned_kernel, dx, (wide, features), share(steps * batch, team), False)
    if which.size:
        add_up(which, dz, sums, wide, share(wide, team))
        wait_for_all(team)
    multiply_turned(x, sums, dkernel, (features, rows, wide), share(features, team), 1, False)
    start = 1 if steps > 1 and resting(part(h, 0, 0, batch)) else 0
    before, after = piece(flat(h), start * batch * units, h.size), piece(flat(dz), start * batch * wide, dz.size)
    multiply_turned(before, after, drecurrent, (units, (steps - start) * batch, wide), share(units, team), 1, False)
    if dbias.size:
        sum_of_rows(flat(dz), dbias, share(wide, team), 1.0, False)
    finish(team)


@inlined
def step_back_where(counted: Array, t: int, kept: Any, slopes: Any, dz: Array, first: int, end: int) -> None:
    """A step back for the samples that it counts for; what goes through its product is to be added to the slope by h.
    The others' slopes pass by it."""
    (gates, c, tanh_c), (dh, dc), (_, _, units) = kept, slopes, kept[1].shape
    for row in range(first, end):
        own, at = part(dz, t, row, row + 1), (row - first) * units
        if counted[t, row]:
            slope, cell = piece(flat(dh), at, at + units), piece(flat(dc), at, at + units)
            open_gates_back(part(gates, t, row, row + 1), part(c, t, row, row + 1), part(tanh_c, t, row, row + 1),
                            slope, cell, own, (1, units))
            clear_line(slope, 0, units)
        else:
            clear_line(own, 0, 4 * units)


@inlined
def add_up(which: Array, slopes: Array, sums: Array, wide: int, columns: Any) -> None:
    """``sums[which[n]] = Σ slopes[n]``, these columns."""
    first, end = columns
    for row in range(sums.shape[0]):
        clear_line(sums, row * wide + first, end - first)
    for n in range(which.size):
        add_line(sums, which[n] * wide + first, slopes, n * wide + first, end - first)
