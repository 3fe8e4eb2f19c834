"""Training a small stack of Dense layers, many batches in one call: there Python would take longer than the numbers.

All arrays are C-contiguous and of one type, but for whole numbers. A layer of a stack has ``sizes[layer]`` inputs and
``sizes[layer + 1]`` units, its kernel lies in the weights from ``kernels[layer]`` on and its bias from
``biases[layer]`` on (-1: none). ``kinds[layer]`` is the number of its activation, as the names below say.
"""

from math import exp, log, log1p, nan, sqrt, tanh
from typing import Any

from engine.kernels.jit import Array, kernel

LINEAR, RELU, TANH, SIGMOID, SOFTMAX = range(5)
SQUARED, CATEGORICAL, SPARSE, BINARY = range(4)
SGD, NESTEROV, RMSPROP, ADAM = range(4)


@kernel
def train_stack(data: Any, stack: Any, weights: Any, rule: Any, rates: Array, work: Any, found: Any) -> int:
    """Train on batches one after another; how many were: all, or those before one whose loss is no number.

    data: ``(x, t, labels, order, size)``: inputs ``(samples, sizes[0])``, what is true as numbers ``(samples,
    outputs)`` or as class numbers ``(samples,)``, the order of these samples, and the size of a batch. stack:
    ``(sizes, kernels, biases, kinds, loss)``. weights: ``(w, g, m, v)``: flat, m and v being what the optimizer
    remembers. rule: ``(kind, a, b, epsilon)``; rates: of each batch. work: ``(y, dz)``, room for all outputs and slopes
    of a batch, flat. found: ``(losses, outputs)`` of each batch, of each sample in order.
    """
    x, t, labels, order, size = data
    sizes, kernels, biases, kinds, loss = stack
    losses, outputs = found
    layers, last = len(kinds), sizes[-1]
    y, dz = work
    for batch in range(len(rates)):
        rows = order[batch * size:(batch + 1) * size]
        n = len(rows)
        for row in range(n):
            for k in range(sizes[0]):
                y[row * sizes[0] + k] = x[rows[row], k]
        at, width = 0, n * sizes[0]
        for layer in range(layers):
            forward(y[at:at + width], weights[0], y[at + width:at + width + n * sizes[layer + 1]],
                    (n, sizes[layer], sizes[layer + 1], kernels[layer], biases[layer]))
            at, width = at + width, n * sizes[layer + 1]
            if layer + 1 < layers:
                activate(y[at:at + width], kinds[layer], last)
        z, top = dz[:width], y[at:at + width]
        for k in range(width):
            z[k] = top[k]
        activate(top, kinds[-1], last)
        losses[batch] = loss_and_slope((t, labels, rows), z, top, loss, last)
        if not abs(losses[batch]) < 3e38:
            return batch
        for k in range(width):
            outputs[batch * size * last + k] = top[k]
        if loss == SQUARED:
            through_activation(z, top, kinds[-1])
        backward(y, dz, weights, stack, n)
        update(weights, rule, rates[batch])
    return len(rates)


@kernel
def forward(x: Array, w: Array, z: Array, shape: Any) -> None:
    """``z = x · kernel + bias``. shape: ``(rows, inputs, units)`` and where kernel and bias begin in w."""
    rows, inputs, units, kernel_at, bias_at = shape
    zero = w.dtype.type(0)
    for row in range(rows):
        into = z[row * units:(row + 1) * units]
        for k in range(units):
            into[k] = w[bias_at + k] if bias_at >= 0 else zero
        for i in range(inputs):
            number, line = x[row * inputs + i], w[kernel_at + i * units:kernel_at + (i + 1) * units]
            for k in range(units):
                into[k] += number * line[k]


@kernel
def activate(z: Array, kind: int, width: int) -> None:
    """The activation of that number, in place; softmax over each ``width`` numbers."""
    zero, one = z.dtype.type(0), z.dtype.type(1)
    if kind == RELU:
        for k in range(z.size):
            z[k] = zero if z[k] <= zero else z[k]
    elif kind == TANH:
        for k in range(z.size):
            z[k] = tanh(z[k])
    elif kind == SIGMOID:
        for k in range(z.size):
            z[k] = one / (one + exp(-z[k]))
    elif kind == SOFTMAX:
        for start in range(0, z.size, width):
            row = z[start:start + width]
            top, total = largest(row), zero
            for k in range(width):
                row[k] = exp(row[k] - top)
                total += row[k]
            for k in range(width):
                row[k] /= total


@kernel
def largest(row: Array) -> Any:
    """The largest number."""
    top = row[0]
    for k in range(1, row.size):
        top = row[k] if row[k] > top else top
    return top


@kernel
def through_activation(dy: Array, y: Array, kind: int) -> None:
    """``dy`` times the slope of the activation whose outputs are ``y``, in place."""
    zero, one = y.dtype.type(0), y.dtype.type(1)
    if kind == RELU:
        for k in range(y.size):
            dy[k] = dy[k] if y[k] > zero else zero
    elif kind == TANH:
        for k in range(y.size):
            dy[k] *= one - y[k] * y[k]
    elif kind == SIGMOID:
        for k in range(y.size):
            dy[k] *= y[k] * (one - y[k])


@kernel
def loss_and_slope(truth: Any, z: Array, y: Array, loss: int, width: int) -> float:
    """The mean loss of a batch; its slope by y (SQUARED) or by z (the others) takes the place of z."""
    t, labels, rows = truth
    number = y.dtype.type
    n, total = len(rows), 0.0
    scale = number(1 / n if loss in (CATEGORICAL, SPARSE) else 1 / (n * width))
    for row in range(n):
        sums, outs = z[row * width:(row + 1) * width], y[row * width:(row + 1) * width]
        whole = largest(sums) - log(largest(outs)) if loss in (CATEGORICAL, SPARSE) else number(0)
        label = labels[rows[row]] if loss == SPARSE else 0
        if loss == SPARSE and not 0 <= label < width:
            return nan
        for k in range(width):
            true = (number(1) if k == label else number(0)) if loss == SPARSE else t[rows[row], k]
            error = outs[k] - true
            if loss == SQUARED:
                total += error * error
                error += error
            elif loss == BINARY:
                total += max(sums[k], number(0)) - sums[k] * true + log1p(exp(-abs(sums[k])))
            else:
                total += true * (whole - sums[k])
            sums[k] = error * scale
    return float(total * scale)


@kernel
def backward(y: Array, dz: Array, weights: Any, stack: Any, n: int) -> None:
    """Fill the gradients from the slopes by the last layer's sums, which lie first in dz."""
    w, g = weights[0], weights[1]
    sizes, kernels, biases, kinds = stack[0], stack[1], stack[2], stack[3]
    at, end = 0, n * sizes[0]
    for layer in range(len(kinds)):
        end += n * sizes[layer + 1]
    for k in range(g.size):
        g[k] = 0
    for step in range(len(kinds)):
        layer = len(kinds) - 1 - step
        inputs, units = sizes[layer], sizes[layer + 1]
        end -= n * units
        x, slope, below = y[end - n * inputs:end], dz[at:at + n * units], dz[at + n * units:at + n * (units + inputs)]
        for row in range(n):
            line = slope[row * units:(row + 1) * units]
            if biases[layer] >= 0:
                into = g[biases[layer]:biases[layer] + units]
                for k in range(units):
                    into[k] += line[k]
            for i in range(inputs):
                into, number = g[kernels[layer] + i * units:kernels[layer] + (i + 1) * units], x[row * inputs + i]
                for k in range(units):
                    into[k] += number * line[k]
                if layer:
                    column, total = w[kernels[layer] + i * units:kernels[layer] + (i + 1) * units], w.dtype.type(0)
                    for k in range(units):
                        total += column[k] * line[k]
                    below[row * inputs + i] = total
        if layer:
            through_activation(below, x, kinds[layer - 1])
        at += n * units


@kernel
def update(weights: Any, rule: Any, rate: float) -> None:
    """One step of the optimizer, as the kernels of :mod:`engine.kernels.updates` take it."""
    w, g, m, v = weights
    number = w.dtype.type
    kind, a, b, epsilon, rate = rule[0], number(rule[1]), number(rule[2]), number(rule[3]), number(rate)
    for i in range(w.size):
        if kind == ADAM:
            m[i] += a * (g[i] - m[i])
            v[i] += b * (g[i] * g[i] - v[i])
            w[i] -= rate * m[i] / (sqrt(v[i]) + epsilon)
        elif kind == RMSPROP:
            v[i] = a * v[i] + b * g[i] * g[i]
            w[i] -= rate * g[i] / sqrt(v[i] + epsilon)
        else:
            pull = rate * g[i]
            m[i] = a * m[i] - pull
            w[i] += a * m[i] - pull if kind == NESTEROV else m[i]
