"""How many floating-point operations a workload's products take; what a perfect machine would need at its peak.

Counted in words. A product of an ``(n, k)`` and a ``(k, m)`` matrix takes n·k·m multiplications and as many additions.
Forward, a layer multiplies its inputs by its kernel once. Backward it multiplies twice more: the gradient by the inputs,
for the kernel's gradient, and the gradient by the kernel, for the inputs' gradient; the first layer with a kernel does
without the latter, since nobody asks for the gradient of the data. Everything else (biases, activations, pooling,
dropout, looking up embeddings, losses, updates) is left out: it is small, and each library does it another way.

Convolutions are counted as the plain sum over the window; a fast algorithm such as Winograd's does with fewer, and may
therefore show a greater share of the peak than its arithmetic unit was busy.
"""

from math import prod


def product(kind, arguments, shape):
    """Multiplications of the forward products for one sample of ``shape``, and the shape that comes out."""
    if kind == "Dense":
        return prod(shape) * arguments["units"], (*shape[:-1], arguments["units"])
    if kind in ("Conv1D", "Conv2D"):
        size, filters, places = arguments["kernel_size"], arguments["filters"], shape[:-1]
        out = (*(length - size + 1 for length in places), filters)
        return prod(out) * size ** len(places) * shape[-1], out
    if kind == "LSTM":
        units, (steps, features) = arguments["units"], shape
        out = (steps, units) if arguments.get("return_sequences") else (units,)
        return steps * 4 * units * (features + units), out
    return 0, plain(kind, arguments, shape)


def plain(kind, arguments, shape):
    """The shape that comes out of a layer without products."""
    if kind == "Flatten":
        return (prod(shape),)
    if kind == "Embedding":
        return (*shape, arguments["output_dim"])
    if kind.startswith("MaxPooling"):
        return (*(length // arguments["pool_size"] for length in shape[:-1]), shape[-1])
    return shape[-1:] if kind.startswith("GlobalAverage") else shape


def flops(workload):
    """Operations of the products of one epoch, forward and backward."""
    total, shape, gradient_of_inputs = 0, workload.shape, False
    for kind, arguments in workload.layers:
        forward, shape = product(kind, arguments, shape)
        total += forward * (3 if gradient_of_inputs else 2)
        gradient_of_inputs |= forward > 0 or kind == "Embedding"
    return 2 * total * workload.samples
