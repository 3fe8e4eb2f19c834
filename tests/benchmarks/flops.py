"""Counts the floating-point operations of a workload's matrix products, to compare with the machine's peak.

A product of an ``(n, k)`` and a ``(k, m)`` matrix takes n·k·m multiplications and as many additions. Forward, a layer
multiplies its inputs by its kernel. Backward it multiplies twice more: inputs by gradient for the kernel's gradient, and
gradient by kernel for the inputs' gradient, which the first layer with a kernel does not need. Biases, activations,
pooling, dropout, embedding lookups, losses and updates are left out: they are small, and each library computes them
differently.

Convolutions are counted as the direct sum over the window. A fast algorithm such as Winograd's takes fewer operations,
so its share of the peak may exceed the load of the arithmetic units.
"""

from math import prod


def forward_cost(kind, arguments, shape):
    """Multiplications of a layer's forward pass for one sample of ``shape``, and the output shape."""
    if kind == "Dense":
        return prod(shape) * arguments["units"], (*shape[:-1], arguments["units"])
    if kind in ("Conv1D", "Conv2D"):
        size, filters, lengths = arguments["kernel_size"], arguments["filters"], shape[:-1]
        out = (*(length - size + 1 for length in lengths), filters)
        return prod(out) * size ** len(lengths) * shape[-1], out
    if kind == "LSTM":
        units, (steps, features) = arguments["units"], shape
        out = (steps, units) if arguments.get("return_sequences") else (units,)
        return steps * 4 * units * (features + units), out
    return 0, output_shape(kind, arguments, shape)


def output_shape(kind, arguments, shape):
    """The output shape of a layer without matrix products."""
    if kind == "Flatten":
        return (prod(shape),)
    if kind == "Embedding":
        return (*shape, arguments["output_dim"])
    if kind.startswith("MaxPooling"):
        return (*(length // arguments["pool_size"] for length in shape[:-1]), shape[-1])
    return shape[-1:] if kind.startswith("GlobalAverage") else shape


def count_flops(workload):
    """Operations of the matrix products of one epoch, forward and backward."""
    total, shape, needs_input_grad = 0, workload.shape, False
    for kind, arguments in workload.layers:
        forward, shape = forward_cost(kind, arguments, shape)
        total += forward * (3 if needs_input_grad else 2)
        needs_input_grad |= forward > 0 or kind == "Embedding"
    return 2 * total * workload.samples
