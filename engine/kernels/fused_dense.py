"""Train a stack of Dense layers, many batches in one call: for small layers Python takes longer than the arithmetic.

Arrays are C-contiguous float32, except for integers. Layer ``l`` has ``sizes[l]`` inputs and ``sizes[l + 1]`` units.
Its kernel begins at ``kernels[l]`` in the flat weights and its bias at ``biases[l]`` (-1: no bias). ``activations[l]``
is the index of its activation (:mod:`engine.kernels.fused_dense_ops`). ``dropout`` is ``(thresholds, scales)``, one of
each for the dropout before each layer, as in :func:`engine.kernels.dropout.dropout_inplace`; a threshold of 0 means no
dropout.

Several threads may work on each batch in the same call (``team``: :mod:`engine.kernels.lowlevel.thread_sync`). Each
owns some rows of every layer's kernel, which stay in its core's cache; only outputs and gradients are exchanged.
"""

from typing import Any

from numba import uint64

from engine.kernels import dropout, fused_dense_ops, optimizers
from engine.kernels.fused_dense_ops import LINEAR, RELU, SQUARED
from engine.kernels.lowlevel.array_views import flatten, slice_rows
from engine.kernels.lowlevel.gemm import matmul_slice, matmul_transposed_a, matmul_transposed_b
from engine.kernels.lowlevel.linking import linked_kernel
from engine.kernels.lowlevel.thread_sync import begin, finish, split_range, synchronize
from engine.kernels.runtime.jit import Array, inlined, kernel

SGD, MOMENTUM, NESTEROV, RMSPROP, ADAM = range(5)

activate = linked_kernel(fused_dense_ops.activate, "1 i i")
activation_backward = linked_kernel(fused_dense_ops.activation_backward, "1 1 i d")
loss_and_grad = linked_kernel(fused_dense_ops.loss_and_grad, "2 L L 1 1 i i D")
sum_rows = linked_kernel(fused_dense_ops.sum_rows, "1 1 2i d b")
copy, add_inplace = linked_kernel(fused_dense_ops.copy, "1 1"), linked_kernel(fused_dense_ops.add_inplace, "1 1")
dropout_inplace = linked_kernel(dropout.dropout_inplace, "1 u u u d")
sgd_momentum = linked_kernel(optimizers.sgd_momentum, "1 1 1 d d b")
rmsprop, adam = linked_kernel(optimizers.rmsprop, "1 1 1 d d d"), linked_kernel(optimizers.adam, "1 1 1 1 d d d d")


@kernel
def train_fused_dense(
    data: Any, stack: Any, weights: Any, optimizer: Any, batches: Any, buffers: Any, results: Any, team: Any
) -> int:
    """Train on consecutive batches until a loss is not finite; returns the number of updates, one per finite loss.

    data: ``(x, t, labels, order, size)``. x: inputs, ``(samples, sizes[0])``. t: targets, ``(samples, units)``, or
    labels: class indices, ``(samples,)``. order: the samples' indices in the order of training. size: of a batch.
    stack: ``(sizes, kernels, biases, activations, loss, dropout)``, see above; loss: the index of the loss. weights:
    ``(w, g, m, v)``, flat: weights, gradients and the optimizer's slots. optimizer: ``(kind, a, b, epsilon)``. kind:
    ADAM or another of the constants above. a and b are ``1 - beta_1`` and ``1 - beta_2`` of Adam; a is rho of RMSprop
    or momentum of SGD. batches: ``(rates, (seeds, first_batch))``. rates: the learning rate of each batch. seeds: the
    key of each layer's dropout. first_batch: the index of the first batch. buffers: ``(y, dz, partial)``, flat. y:
    inputs and outputs of all layers for a batch. dz: gradients by the pre-activations of all layers. partial: partial
    sums of all threads but the first, ``(threads - 1) · size · largest units``. results: ``(losses, outputs)``. losses:
    ``(batches,)``. outputs: ``(samples, units)``, flat, in the order of training.
    """
    x, t, labels, order, size = data
    sizes, activations, loss = stack[0], stack[3], stack[4]
    rates, (seeds, first_batch) = batches
    losses, outputs = results
    units = sizes[-1]
    y, dz, partial = buffers
    begin(team)
    for batch in range(len(rates)):
        keys = seeds, uint64(first_batch + batch)
        indices = slice_rows(order, batch * size, min((batch + 1) * size, order.size))
        offset, length = forward(x, indices, weights[0], (y, partial), stack, keys, team)
        if team[2] == 0:
            z, y_last = slice_rows(dz, 0, length), slice_rows(y, offset, offset + length)
            copy(y_last, z)
            activate(y_last, activations[-1], units)
            loss_and_grad(t, labels, indices, z, y_last, loss, units, slice_rows(losses, batch, batch + 1))
            copy(y_last, slice_rows(outputs, batch * size * units, batch * size * units + length))
            if loss == SQUARED:
                activation_backward(z, y_last, activations[-1], 1)
        synchronize(team)
        if not abs(losses[batch]) < 3e38:
            finish(team)
            return batch
        backward(slice_rows(y, 0, offset + length), dz, weights, stack, keys, len(indices),
                 (optimizer[0], rates[batch]), team)
        update_weights(weights, optimizer, rates[batch], team)
    finish(team)
    return len(rates)


@inlined
def forward(x: Array, indices: Array, w: Array, buffers: Any, stack: Any, keys: Any, team: Any) -> Any:
    """Fill y with the inputs of a batch and the outputs of every layer; the last layer's without its activation.

    buffers: ``(y, partial)``. keys: ``(seeds, index of the batch)``. Returns the offset and the length of the last
    layer's part of y.
    """
    sizes, kernels, biases, activations, _, (thresholds, scales) = stack
    (y, partial), (_, num_threads, thread_index, _) = buffers, team
    n, inputs = len(indices), sizes[0]
    samples, (first, end) = flatten(x), split_range(inputs, team)
    for row in range(n):
        start = indices[row] * inputs
        copy(slice_rows(samples, start + first, start + end),
             slice_rows(y, row * inputs + first, row * inputs + end))
    offset, length = 0, n * inputs
    for layer in range(len(activations)):
        units, layer_input = sizes[layer + 1], slice_rows(y, offset, offset + length)
        if layer or thresholds[0]:
            synchronize(team)
            first, end = split_range(length, team)
            part = slice_rows(layer_input, first, end)
            if layer:
                add_and_activate(part, partial, (first, num_threads, length), activations[layer - 1])
            if thresholds[layer]:
                drop(part, first, layer, (thresholds, scales), keys)
            synchronize(team)
        offset, length = offset + length, n * units
        z, kernel, bias = slice_rows(y, offset, offset + length), kernels[layer], biases[layer]
        out = z if thread_index == 0 else slice_rows(partial, (thread_index - 1) * length, thread_index * length)
        adds_bias = bias >= 0 and thread_index == 0
        if adds_bias:
            for row in range(n):
                copy(slice_rows(w, bias, bias + units), slice_rows(z, row * units, (row + 1) * units))
        matmul_slice(layer_input, slice_rows(w, kernel, kernel + sizes[layer] * units), out, (n, sizes[layer], units),
                     split_range(sizes[layer], team), adds_bias)
    synchronize(team)
    if thread_index == 0:
        add_and_activate(slice_rows(y, offset, offset + length), partial, (0, num_threads, length), LINEAR)
    return offset, length


@inlined
def drop(x: Array, first: int, layer: int, rates: Any, keys: Any) -> None:
    """Apply the dropout before a layer in place. x: that layer's inputs from index ``first`` on.

    rates: ``(thresholds, scales)``. keys: ``(seeds, index of the batch)``.
    """
    (thresholds, scales), (seeds, batch) = rates, keys
    key = dropout.random_bits(seeds[layer], batch)
    dropout_inplace(x, key, uint64(first), thresholds[layer], scales[layer])


@inlined
def add_and_activate(z: Array, partial: Array, part: Any, activation: int) -> None:
    """Add the partial sums of the other threads to z, a part of a layer's outputs, and activate it in place.

    part: ``(first, num_threads, length)``. first: the index of z in the layer's outputs. length: the
    number of all outputs of the layer, and of the partial sums of each thread.
    """
    first, num_threads, length = part
    for thread_index in range(num_threads - 1):
        start = thread_index * length + first
        add_inplace(z, slice_rows(partial, start, start + z.size))
    if activation:
        activate(z, activation, z.size)


@inlined
def backward(y: Array, dz: Array, weights: Any, stack: Any, keys: Any, n: int, step: Any, team: Any) -> None:
    """Fill the gradients; dz begins with the gradient by the last layer's pre-activations.

    n: samples in the batch. step: ``(kind, rate)`` of the optimizer. Plain SGD updates the weights here: writing the
    gradients and reading them again would take longer.
    """
    w, g = weights[0], weights[1]
    sizes, kernels, biases, activations, _, (thresholds, scales) = stack
    is_sgd = step[0] == SGD
    out, scale = (w, -step[1]) if is_sgd else (g, 1.0)
    offset, end = 0, y.size
    for back in range(len(activations)):
        layer = len(activations) - 1 - back
        inputs, units = sizes[layer], sizes[layer + 1]
        end -= n * units
        x, grad = slice_rows(y, end - n * inputs, end), slice_rows(dz, offset, offset + n * units)
        offset += n * units
        kernel, bias, rows = kernels[layer], biases[layer], split_range(inputs, team)
        kernel_end = kernel + inputs * units
        if layer:
            dx = slice_rows(dz, offset, offset + n * inputs)
            matmul_transposed_b(grad, slice_rows(w, kernel, kernel_end), dx, (n, units, inputs), rows, False)
        matmul_transposed_a(x, grad, slice_rows(out, kernel, kernel_end), (inputs, n, units), rows, scale, is_sgd)
        if bias >= 0:
            sum_rows(grad, slice_rows(out, bias, bias + units), split_range(units, team), scale, is_sgd)
        synchronize(team)
        if layer:
            first, last = split_range(n * inputs, team)
            part = slice_rows(dz, offset + first, offset + last)
            if thresholds[layer] and activations[layer - 1] != RELU:
                drop(part, first, layer, (thresholds, scales), keys)
            activation_backward(part, slice_rows(x, first, last), activations[layer - 1], scales[layer])
            synchronize(team)


@inlined
def update_weights(weights: Any, optimizer: Any, rate: float, team: Any) -> None:
    """Apply the optimizer to this thread's part of the weights; plain SGD has already done so in backward."""
    w, g, m, v = weights
    kind, a, b, epsilon = optimizer
    first, end = split_range(w.size, team)
    w, g = slice_rows(w, first, end), slice_rows(g, first, end)
    m, v = slice_rows(m, first, end), slice_rows(v, first, end)
    if kind == ADAM:
        adam(w, g, m, v, rate, a, b, epsilon)
    elif kind == RMSPROP:
        rmsprop(w, g, v, rate, a, epsilon)
    elif kind != SGD:
        sgd_momentum(w, g, m, rate, a, kind == NESTEROV)
