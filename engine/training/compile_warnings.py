"""Keras's warnings for losses, metrics and layers that do not belong together, given once per ``compile``."""

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from engine.backend.softmax_warning import single_value_message
from engine.layers.base import Layer
from engine.losses.base import LogitsLoss, Loss
from engine.losses.categorical_crossentropy import CategoricalCrossentropy
from engine.losses.categorical_focal_crossentropy import CategoricalFocalCrossentropy
from engine.metrics.base import Metric
from engine.metrics.loss_metric import LossMetric
from engine.network.mask_messages import mask_messages
from engine.network.network import Network
from engine.registry import identifier
from engine.training.train_step import output_layer
from engine.typing import Shape

FROM_LOGITS = ('"`{loss}` received `from_logits=True`, but the `output` argument was produced by a {activation} '
               "activation and thus does not represent logits. Was this intended?")
ONE_OUTPUT = ("In loss {loss}, expected y_pred.shape to be (batch_size, num_classes) with num_classes > 1. Received: "
              "y_pred.shape={shape}. Consider using 'binary_crossentropy' if you only have 2 classes.")
NOTHING_TRAINABLE = "The model does not have any trainable weights."


def warn_once(earlier: set[str], messages: Iterator[tuple[str, type[Warning]]]) -> None:
    """Give warnings, except those that were given before. earlier: the messages given so far, extended here."""
    for message, category in messages:
        if message not in earlier:
            earlier.add(message)
            warnings.warn(message, category, stacklevel=4)


def layer_messages(network: Network) -> Iterator[tuple[str, type[Warning]]]:
    """Warnings of the layers: softmax over an axis of length 1, and masks that are dropped."""
    for layer in network.layers:
        axis = getattr(layer.last_activation, "axis", None)
        message = single_value_message(layer.output_shape or (), axis)
        if message and identifier(type(layer.last_activation)) == "softmax":
            yield message, UserWarning
    inputs: list[Shape] = [layer.input_shape or () for layer in network.layers]
    for _, message in mask_messages(network.layers, inputs):
        yield message, UserWarning


def compile_messages(network: Network, loss: Loss, metrics: Sequence[Metric]) -> Iterator[tuple[str, type[Warning]]]:
    """Warnings of the layers, the loss and the metrics together."""
    yield from layer_messages(network)
    for each in (loss, *(metric.loss_fn for metric in metrics if isinstance(metric, LossMetric))):
        yield from _loss_messages(each, network.layers, network.output_shape)


def training_messages(network: Network) -> Iterator[tuple[str, type[Warning]]]:
    """The warning for a model that has nothing to train."""
    if not network.parameters.values.size:
        yield NOTHING_TRAINABLE, UserWarning


def _loss_messages(loss: Any, layers: Sequence[Layer], output_shape: Shape) -> Iterator[tuple[str, type[Warning]]]:
    name = identifier(type(loss))
    if isinstance(loss, CategoricalCrossentropy | CategoricalFocalCrossentropy) and output_shape[-1] == 1:
        yield ONE_OUTPUT.format(loss=name, shape=output_shape), SyntaxWarning
    if isinstance(loss, LogitsLoss) and loss.takes_logits and getattr(loss, "from_logits", False) and (
            output_layer(layers) is not None):
        yield FROM_LOGITS.format(loss=name, activation=loss.logits_activation.capitalize()), UserWarning
