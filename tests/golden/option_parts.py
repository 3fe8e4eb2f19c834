"""Training scenarios for every activation, regularizer and constraint, as every argument of a layer that takes one."""

import numpy as np
from option_layers import STEPS, TARGETS, trained
from update_scenarios import SAMPLES, Updates

ACTIVATIONS = ["celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh",
               "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu",
               "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "squareplus", "tanh",
               "tanh_shrink"]
GATES = ["sigmoid", "hard_sigmoid", "tanh", "relu", "softsign", "linear"]
REGULARIZERS = {"l1": ("L1", {"l1": 0.02}), "l2": ("L2", {"l2": 0.03}), "both": ("L1L2", {"l1": 0.01, "l2": 0.02}),
                "orthogonal": ("OrthogonalRegularizer", {"factor": 0.05}),
                "columns": ("OrthogonalRegularizer", {"factor": 0.05, "mode": "columns"})}
CONSTRAINTS = {"max": ("MaxNorm", {"max_value": 0.7}), "rows": ("MaxNorm", {"max_value": 0.6, "axis": 1}),
               "between": ("MinMaxNorm", {"min_value": 0.4, "max_value": 0.8, "rate": 0.5}),
               "positive": ("NonNeg", {}), "unit": ("UnitNorm", {})}
LAYERS = {
    "Dense": ({"units": 3}, (5,), ("kernel", "bias")),
    "Conv1D": ({"filters": 3, "kernel_size": 2}, STEPS, ("kernel", "bias")),
    "Conv2D": ({"filters": 3, "kernel_size": 2}, (4, 4, 2), ("kernel", "bias")),
    "Conv1DTranspose": ({"filters": 3, "kernel_size": 2}, STEPS, ("kernel", "bias")),
    "Conv2DTranspose": ({"filters": 3, "kernel_size": 2}, (4, 4, 2), ("kernel", "bias")),
    "DepthwiseConv1D": ({"kernel_size": 2}, STEPS, ("depthwise", "bias")),
    "DepthwiseConv2D": ({"kernel_size": 2}, (4, 4, 2), ("depthwise", "bias")),
    "SeparableConv1D": ({"filters": 3, "kernel_size": 2}, STEPS, ("depthwise", "pointwise", "bias")),
    "SeparableConv2D": ({"filters": 3, "kernel_size": 2}, (4, 4, 2), ("depthwise", "pointwise", "bias")),
    "SimpleRNN": ({"units": 3}, STEPS, ("kernel", "recurrent", "bias")),
    "LSTM": ({"units": 3}, STEPS, ("kernel", "recurrent", "bias")),
    "GRU": ({"units": 3}, STEPS, ("kernel", "recurrent", "bias")),
    "BatchNormalization": ({}, STEPS, ("gamma", "beta")),
    "LayerNormalization": ({}, STEPS, ("gamma", "beta")),
    "GroupNormalization": ({"groups": 1}, STEPS, ("gamma", "beta")),
    "PReLU": ({}, STEPS, ("alpha",)),
}
"""Layers by name: arguments, shape of a sample, and the weights that take a regularizer or constraint."""


def regularized(name, config, shape, argument, kind, rule):
    """Return the updates of a layer with a regularizer or constraint as one argument. rule: its class and arguments."""
    x = np.random.default_rng(4).normal(size=(SAMPLES, *shape)).astype("float32")

    def layers(k):
        value = getattr(getattr(k, kind), rule[0])(**rule[1])
        return [getattr(k.layers, name)(**config, **{argument: value}), k.layers.Flatten(), k.layers.Dense(2)]

    return Updates(layers, x, TARGETS)


def rules():
    """Yield every regularizer and constraint for the weights of Dense, and one of each for those of other layers."""
    for name, (config, shape, weights) in LAYERS.items():
        skipped = ("l1", "l2", "orthogonal", "columns", "rows", "positive", "unit", "max") if name != "Dense" else ()
        for weight in weights:
            is_vector = weight in ("bias", "gamma", "beta")
            for key, rule in REGULARIZERS.items():
                if key not in skipped and (rule[0] != "OrthogonalRegularizer" or not is_vector):
                    yield name, config, shape, f"{weight}_regularizer", "regularizers", key, rule
            for key, rule in CONSTRAINTS.items():
                if key not in skipped and not (key == "rows" and is_vector) and (name, weight) != ("GRU", "bias"):
                    yield name, config, shape, f"{weight}_constraint", "constraints", key, rule
        for key in ("l1", "both"):
            unsupported = ("BatchNormalization", "LayerNormalization", "GroupNormalization", "PReLU")
            if key not in skipped and name not in unsupported:
                yield name, config, shape, "activity_regularizer", "regularizers", key, REGULARIZERS[key]


SCENARIOS = {
    **{f"activation: {name} of {layer}": trained(layer, {**LAYERS[layer][0], "activation": name}, LAYERS[layer][1])
       for layer in ("Dense", "Conv2D", "SimpleRNN", "LSTM", "GRU") for name in ACTIVATIONS
       if name != "exponential" or layer in ("Dense", "Conv2D")},
    **{f"activation: {name} as gate of {layer}": trained(
        layer, {**LAYERS[layer][0], "recurrent_activation": name}, LAYERS[layer][1])
       for layer in ("LSTM", "GRU") for name in GATES},
    **{f"rule: {rule[0]} ({key}) as {argument} of {name}": regularized(name, config, shape, argument, kind, rule)
       for name, config, shape, argument, kind, key, rule in rules()},
}
