"""Which training runs the fused kernel for stacks of Dense layers supports."""

from itertools import pairwise
from typing import Any

import numpy as np

from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.activations.relu import Relu
from engine.activations.sigmoid import Sigmoid
from engine.activations.softmax import Softmax
from engine.activations.tanh import Tanh
from engine.layers.base import Layer
from engine.layers.dense import Dense
from engine.layers.dropout import Dropout
from engine.layers.flatten import Flatten
from engine.losses.base import Loss
from engine.losses.binary_crossentropy import BinaryCrossentropy
from engine.losses.categorical_crossentropy import CategoricalCrossentropy
from engine.losses.mean_squared_error import MeanSquaredError
from engine.losses.sparse_categorical_crossentropy import SparseCategoricalCrossentropy
from engine.optimizers.base import Optimizer
from engine.optimizers.moments import Moments
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD
from engine.training.data_adapters.batch import Batch
from engine.training.state import TrainingState
from engine.training.train_step import OutputHead

ACTIVATIONS: tuple[type[Activation], ...] = (Linear, Relu, Tanh, Sigmoid, Softmax)
LOSSES: tuple[type[Loss], ...] = (MeanSquaredError, CategoricalCrossentropy, SparseCategoricalCrossentropy,
                                  BinaryCrossentropy)
"""In the order of their indices in the kernel."""


def is_eligible(state: TrainingState, train: Batch, head: OutputHead) -> bool:
    """Whether the kernel computes the same as the layers, the loss and the optimizer."""
    parameters, layers = head.parameters, state.network.layers
    flat = type(layers[0]) is Flatten
    return (
        parameters.values.dtype == np.float32 and not parameters.regularized and not parameters.constrained
        and state.config.steps_per_epoch is None and _plain_data(train, flat)
        and _plain_order(layers) and all(map(_plain_layer, layers))
        and _plain_optimizer(state.optimizer) and _plain_loss(state.loss, layers[-1], train, head.activation))


def activation_index(layer: Dense) -> int | None:
    """The index of a layer's activation in the kernel; None if the kernel does not have it."""
    activation: Any = layer.activation
    if activation is None:
        return 0
    kind = type(activation)
    usual = (kind is not Relu or activation.is_plain_relu) and (kind is not Softmax or activation.axis == -1)
    return ACTIVATIONS.index(kind) if kind in ACTIVATIONS and usual else None


def _plain_data(train: Batch, flat: bool) -> bool:
    x = train.x
    return train.sample_weight is None and train.y is not None and (flat or x.ndim == 2) and x.dtype == np.float32 and (
        x.flags.c_contiguous)


def _plain_order(layers: list[Layer]) -> bool:
    """Dense layers, softmax in the last alone, a Dropout before any of them, and at the very bottom a Flatten."""
    above = layers[1:] if type(layers[0]) is Flatten else layers
    kinds = [type(layer) for layer in above]
    if kinds[-1:] != [Dense] or not {*kinds} <= {Dense, Dropout} or (Dropout, Dropout) in pairwise(kinds):
        return False
    return not any(type(layer.last_activation) is Softmax for layer in above[:-1])


def _plain_layer(layer: Layer) -> bool:
    if not layer.trainable or layer.output_regularizer is not None or layer.compute_dtype != "float32":
        return False
    match layer:
        case Dense():
            return activation_index(layer) is not None
        case Dropout():
            return layer.noise_shape is None and layer.rate < 1
        case Flatten():
            return layer.data_format != "channels_first"
    return False


def _plain_loss(loss: Any, last: Layer, train: Batch, shared: Any) -> bool:
    """Whether the kernel computes this loss of the last layer; shared: the activation that the loss takes over."""
    y, width = np.asarray(train.y), last.kernel.shape[-1]  # type: ignore[attr-defined]
    if type(loss) not in LOSSES or loss.reduction != "sum_over_batch_size":
        return False
    numbers = y.dtype == np.float32 and y.shape == (len(train), width)
    if isinstance(loss, MeanSquaredError):
        return numbers and not isinstance(last.last_activation, Softmax)
    if shared is None or loss.axis != -1 or loss.from_logits:
        return False
    if isinstance(loss, SparseCategoricalCrossentropy):
        return loss.ignore_class is None and y.size == len(train) and y.dtype.kind in "iu"
    return loss.label_smoothing == 0 and numbers


def _plain_optimizer(optimizer: Optimizer) -> bool:
    extras = (optimizer.weight_decay, optimizer.clipnorm, optimizer.clipvalue, optimizer.global_clipnorm,
              optimizer.use_ema or None, optimizer.gradient_accumulation_steps)
    if any(extra is not None for extra in extras):
        return False
    match optimizer:
        case SGD():
            return True
        case RMSprop():
            return not optimizer.centered and not optimizer.momentum
        case Moments():
            return not optimizer.amsgrad
    return False
