"""Training a stack of Dense layers, many batches in one call: Python would take longer than small products do.

All arrays are C-contiguous and of one type, but for whole numbers. A layer of a stack has ``sizes[layer]`` inputs and
``sizes[layer + 1]`` units, its kernel lies in the weights from ``kernels[layer]`` on and its bias from
``biases[layer]`` on (-1: none). ``kinds[layer]`` is the number of its activation, as the names below say. ``drops`` is
``(limits, scales)`` of the dropout before each layer, as :func:`engine.kernels.masks.drop_in_place` takes them; a limit
of 0 is none.

Several threads may work on each batch, all in the same call (``team``: :mod:`engine.kernels.barrier`). To each belong
some rows of every layer's weights, which no other reads or writes, so that they stay near its core; what goes from one
to the other are outputs and slopes alone.
"""

from typing import Any

from numba import uint64

from engine.kernels import masks, recurrence, stack_parts, updates
from engine.kernels.barrier import begin, finish, share, wait_for_all
from engine.kernels.calls import by_address
from engine.kernels.jit import Array, inlined, kernel
from engine.kernels.products import multiply, multiply_by_turned, multiply_turned
from engine.kernels.stack_parts import LINEAR, RELU, SQUARED
from engine.kernels.views import flat, piece

SGD, MOMENTUM, NESTEROV, RMSPROP, ADAM = range(5)

activate, through_activation = by_address(stack_parts.activate, "1 i i"), by_address(
    stack_parts.through_activation, "1 1 i d")
find_loss, sum_of_rows = by_address(stack_parts.loss_and_grad, "2 L L 1 1 i i D"), by_address(
    stack_parts.sum_of_rows, "1 1 2i d b")
copy, add_to = by_address(stack_parts.copy, "1 1"), by_address(recurrence.add_to, "1 1")
drop_in_place = by_address(masks.drop_in_place, "1 u u u d")
sgd_momentum, rmsprop, adam = by_address(updates.sgd_momentum, "1 1 1 d d b"), by_address(
    updates.rmsprop, "1 1 1 d d d"), by_address(updates.adam, "1 1 1 1 d d d d")


@kernel
def train_stack(
    data: Any, stack: Any, weights: Any, rule: Any, batches: Any, work: Any, found: Any, team: Any
) -> int:
    """Train on batches one after another; how many were: all, or those before one whose loss is no number.

    data: ``(x, t, labels, order, size)``: inputs ``(samples, sizes[0])``, what is true as numbers ``(samples,
    outputs)`` or as class numbers ``(samples,)``, the order of these samples, and the size of a batch. stack:
    ``(sizes, kernels, biases, kinds, loss, drops)``. weights: ``(w, g, m, v)``: flat, m and v being what the optimizer
    remembers. rule: ``(kind, a, b, epsilon)``. batches: ``(rates, (starts, first))``: of each batch the learning rate;
    where the keys of every dropout's batches begin, ``(layers,)``, and the first batch's number. work: ``(y, dz,
    others)``, room for all outputs and slopes of a batch, and for what every hand but the first adds to a layer's sums,
    ``(hands - 1, size · most units)``; flat. found: ``(losses, outputs)`` of each batch, of each sample in order.
    """
    x, t, labels, order, size = data
    sizes, kinds, loss = stack[0], stack[3], stack[4]
    rates, (starts, number) = batches
    losses, outputs = found
    last = sizes[-1]
    y, dz, others = work
    begin(team)
    for batch in range(len(rates)):
        keys = starts, uint64(number + batch)
        rows = piece(order, batch * size, min((batch + 1) * size, order.size))
        at, width = forward(x, rows, weights[0], (y, others), stack, keys, team)
        if team[2] == 0:
            z, top = piece(dz, 0, width), piece(y, at, at + width)
            copy(top, z)
            activate(top, kinds[-1], last)
            find_loss(t, labels, rows, z, top, loss, last, piece(losses, batch, batch + 1))
            copy(top, piece(outputs, batch * size * last, batch * size * last + width))
            if loss == SQUARED:
                through_activation(z, top, kinds[-1], 1)
        wait_for_all(team)
        if not abs(losses[batch]) < 3e38:
            finish(team)
            return batch
        backward(piece(y, 0, at + width), dz, weights, stack, keys, len(rows), (rule[0], rates[batch]), team)
        update(weights, rule, rates[batch], team)
    finish(team)
    return len(rates)


@inlined
def forward(x: Array, rows: Array, w: Array, work: Any, stack: Any, keys: Any, team: Any) -> Any:
    """Fill y with the inputs of these rows and with what each layer makes of the layer below, but for the activation of
    the last; where that lies in y, and how much it is."""
    sizes, kernels, biases, kinds, _, (limits, scales) = stack
    (y, others), (_, hands, hand, _) = work, team
    n, inputs = len(rows), sizes[0]
    samples, (first, end) = flat(x), share(inputs, team)
    for row in range(n):
        begins = rows[row] * inputs
        copy(piece(samples, begins + first, begins + end), piece(y, row * inputs + first, row * inputs + end))
    at, width = 0, n * inputs
    for layer in range(len(kinds)):
        units, below = sizes[layer + 1], piece(y, at, at + width)
        if layer or limits[0]:
            wait_for_all(team)
            first, end = share(width, team)
            own = piece(below, first, end)
            if layer:
                add_and_activate(own, others, (first, hands, width), kinds[layer - 1])
            if limits[layer]:
                drop_out(own, first, layer, (limits, scales), keys)
            wait_for_all(team)
        at, width = at + width, n * units
        z, kernel_at, bias_at = piece(y, at, at + width), kernels[layer], biases[layer]
        into = z if hand == 0 else piece(others, (hand - 1) * width, hand * width)
        if bias_at >= 0 and hand == 0:
            for row in range(n):
                copy(piece(w, bias_at, bias_at + units), piece(z, row * units, (row + 1) * units))
        multiply(below, piece(w, kernel_at, kernel_at + sizes[layer] * units), into, (n, sizes[layer], units),
                 share(sizes[layer], team), bias_at >= 0 and hand == 0)
    wait_for_all(team)
    if hand == 0:
        add_and_activate(piece(y, at, at + width), others, (0, hands, width), LINEAR)
    return at, width


@inlined
def drop_out(x: Array, first: int, layer: int, drops: Any, keys: Any) -> None:
    """The dropout before a layer, in place; x begins at first of that layer's inputs."""
    (limits, scales), (starts, batch) = drops, keys
    drop_in_place(x, masks.number_at(starts[layer], batch), uint64(first), limits[layer], scales[layer])


@inlined
def add_and_activate(z: Array, others: Array, place: Any, kind: int) -> None:
    """Add what other hands made, and activate, in place. place: ``(first, hands, width)``: z is what begins at first of
    so many sums."""
    first, hands, width = place
    for hand in range(hands - 1):
        start = hand * width + first
        add_to(z, piece(others, start, start + z.size))
    if kind:
        activate(z, kind, z.size)


@inlined
def backward(y: Array, dz: Array, weights: Any, stack: Any, keys: Any, n: int, step: Any, team: Any) -> None:
    """Fill the gradients from the slopes by the last layer's sums, which lie first in dz. y: no longer than filled.

    step: ``(kind, rate)`` of the optimizer. Where it is SGD alone the weights take their step at once: what the product
    would be written to, and read again, is the longer part of the work.
    """
    w, g = weights[0], weights[1]
    sizes, kernels, biases, kinds, _, (limits, scales) = stack
    at_once = step[0] == SGD
    into, scale = (w, -step[1]) if at_once else (g, 1.0)
    at, end = 0, y.size
    for back in range(len(kinds)):
        layer = len(kinds) - 1 - back
        inputs, units = sizes[layer], sizes[layer + 1]
        end -= n * units
        x, slope = piece(y, end - n * inputs, end), piece(dz, at, at + n * units)
        at += n * units
        where, bias_at, mine = kernels[layer], biases[layer], share(inputs, team)
        until = where + inputs * units
        if layer:
            below = piece(dz, at, at + n * inputs)
            multiply_by_turned(slope, piece(w, where, until), below, (n, units, inputs), mine, False)
        multiply_turned(x, slope, piece(into, where, until), (inputs, n, units), mine, scale, at_once)
        if bias_at >= 0:
            sum_of_rows(slope, piece(into, bias_at, bias_at + units), share(units, team), scale, at_once)
        wait_for_all(team)
        if layer:
            first, last = share(n * inputs, team)
            own = piece(dz, at + first, at + last)
            if limits[layer] and kinds[layer - 1] != RELU:
                drop_out(own, first, layer, (limits, scales), keys)
            through_activation(own, piece(x, first, last), kinds[layer - 1], scales[layer])
            wait_for_all(team)


@inlined
def update(weights: Any, rule: Any, rate: float, team: Any) -> None:
    """One step of the optimizer. a, b: how fast the moments of Adam follow; a: rho of RMSprop, momentum of SGD."""
    w, g, m, v = weights
    kind, a, b, epsilon = rule
    first, end = share(w.size, team)
    w, g, m, v = piece(w, first, end), piece(g, first, end), piece(m, first, end), piece(v, first, end)
    if kind == ADAM:
        adam(w, g, m, v, rate, a, b, epsilon)
    elif kind == RMSPROP:
        rmsprop(w, g, v, rate, a, epsilon)
    elif kind != SGD:
        sgd_momentum(w, g, m, rate, a, kind == NESTEROV)
