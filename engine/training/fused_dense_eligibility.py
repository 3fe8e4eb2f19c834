"""Check whether the fused kernel for stacks of Dense layers supports a training run."""

from itertools import pairwise
from typing import Any

import numpy as np

from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.activations.relu import Relu
from engine.activations.sigmoid import Sigmoid
from engine.activations.softmax import Softmax
from engine.activations.tanh import Tanh
from engine.configurable import at_defaults
from engine.layers.base import Layer
from engine.layers.dense import Dense
from engine.layers.dropout import Dropout
from engine.layers.flatten import Flatten
from engine.losses.base import Loss
from engine.losses.binary_crossentropy import BinaryCrossentropy
from engine.losses.categorical_crossentropy import CategoricalCrossentropy
from engine.losses.mean_squared_error import MeanSquaredError
from engine.losses.sparse_categorical_crossentropy import SparseCategoricalCrossentropy
from engine.metrics.loss_metric import LossMetric
from engine.optimizers.adam import Adam
from engine.optimizers.adamw import AdamW
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD
from engine.training.data_adapters.batch import Batch
from engine.training.state import TrainingState
from engine.training.train_step import OutputHead, takes_output_logits

ACTIVATIONS: tuple[type[Activation], ...] = (Linear, Relu, Tanh, Sigmoid, Softmax)
LOSSES: tuple[type[Loss], ...] = (MeanSquaredError, CategoricalCrossentropy, SparseCategoricalCrossentropy,
                                  BinaryCrossentropy)
"""In the order of their indices in the kernel."""

LAYER = {"name", "dtype", "batch_input_shape"}  # dtype is checked as compute_dtype
RULE = {"name", "learning_rate", "weight_decay", "loss_scale_factor", "ema_momentum", "ema_overwrite_frequency"}
HEEDED: dict[type[Any], set[str]] = {
    Dense: {*LAYER, "units", "activation", "use_bias", "kernel_initializer", "bias_initializer"},
    Dropout: {*LAYER, "rate", "seed"}, Flatten: {*LAYER, "data_format"},
    **{loss: {"name"} for loss in LOSSES},
    SGD: {*RULE, "momentum", "nesterov"}, RMSprop: {*RULE, "rho", "epsilon"},
    Adam: {*RULE, "beta_1", "beta_2", "epsilon"}, AdamW: {*RULE, "beta_1", "beta_2", "epsilon"}}
"""The classes that the kernel supports, each with the hyperparameters that it uses, that act outside it, or that are
checked below (weight decay must be None, which is not AdamW's default). All others must be at their defaults."""


def is_eligible(state: TrainingState, train: Batch, head: OutputHead) -> bool:
    """Whether the kernel computes the same as the layers, the loss and the optimizer."""
    parameters, layers = head.parameters, state.network.layers
    flat = type(layers[0]) is Flatten
    return (
        parameters.values.dtype == np.float32 and not parameters.regularized and not parameters.constrained
        and not parameters.has_repeats and state.network.trainable
        and state.config.steps_per_epoch is None and _plain_data(train, flat)
        and _plain_order(layers) and all(map(_plain_layer, layers))
        and _knows(state.optimizer) and state.optimizer.weight_decay is None
        and not any(isinstance(metric, LossMetric) and takes_output_logits(metric) for metric in state.metrics)
        and _plain_loss(state.loss, layers[-1], train, head.is_own))


def activation_index(layer: Dense) -> int | None:
    """The index of a layer's activation in the kernel; None if the kernel does not have it."""
    activation: Any = layer.activation
    if activation is None:
        return 0
    kind = type(activation)
    return ACTIVATIONS.index(kind) if kind in ACTIVATIONS and at_defaults(activation) else None


def _knows(instance: Any) -> bool:
    """Whether the kernel supports a layer, loss or optimizer: its class and all its hyperparameters."""
    return type(instance) in HEEDED and at_defaults(instance, HEEDED[type(instance)])


def _plain_data(train: Batch, flat: bool) -> bool:
    x = train.x
    return train.sample_weight is None and train.y is not None and (flat or x.ndim == 2) and x.dtype == np.float32 and (
        x.flags.c_contiguous)


def _plain_order(layers: list[Layer]) -> bool:
    """Whether all layers are Dense, apart from a Flatten as the first and at most one Dropout before each Dense layer.

    Only the last layer may have a softmax.
    """
    above = layers[1:] if type(layers[0]) is Flatten else layers
    kinds = [type(layer) for layer in above]
    if kinds[-1:] != [Dense] or not {*kinds} <= {Dense, Dropout} or (Dropout, Dropout) in pairwise(kinds):
        return False
    return not any(type(layer.last_activation) is Softmax for layer in above[:-1])


def _plain_layer(layer: Layer) -> bool:
    if not _knows(layer) or layer.compute_dtype != "float32" or layer.weight_names(trainable=False):
        return False
    match layer:
        case Dense():
            return activation_index(layer) is not None
        case Dropout():
            return layer.rate < 1
        case Flatten():
            return layer.data_format != "channels_first"
    return False


def _plain_loss(loss: Any, last: Layer, train: Batch, is_own_activation: bool) -> bool:
    """Whether the kernel computes this loss. is_own_activation: of a crossentropy: softmax or sigmoid, as it expects.
    """
    y, width = np.asarray(train.y), last.kernel.shape[-1]
    if not _knows(loss):
        return False
    numbers = y.dtype == np.float32 and y.shape == (len(train), width)
    if isinstance(loss, MeanSquaredError):
        return numbers and not isinstance(last.last_activation, Softmax)
    if not is_own_activation:
        return False
    if isinstance(loss, SparseCategoricalCrossentropy):
        return y.size == len(train) and y.dtype.kind in "iu"
    return numbers
