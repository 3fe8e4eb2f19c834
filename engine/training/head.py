"""Where a network meets its loss: the last activation and the loss are taken together where that is simpler."""

from copy import copy
from typing import Any, final

from engine import registry
from engine.arrays import Array
from engine.layers.base import Layer
from engine.losses.base import Loss, LogitsLoss
from engine.models.network import Network
from engine.random import INFERENCE, Moment


@final
class Head:
    """Predictions, losses and their slopes for one network and one loss.

    Softmax followed by crossentropy has the slope ``y - y_true`` by the logits ``z``. Where the last layer ends with
    the loss's ``logits_activation``, a twin of that layer without the activation stands in its place (it shares the
    weights), and the loss is told ``z`` and ``y`` both. Made anew for every slice of training.
    """

    def __init__(self, network: Network, loss: Loss) -> None:
        self.network = network
        self.loss = loss
        self.activation = _shared_activation(network.layers[-1], loss)
        self._twin = Network(network.layers)
        if self.activation is not None:
            last = copy(network.layers[-1])
            last.activation = None  # type: ignore[attr-defined]
            self._twin.layers[-1] = last

    def forward(self, x: Array, moment: Moment = INFERENCE) -> tuple[Array, Array, list[Any]]:
        """``(y, z, caches)``: predictions, what the last activation was given (else ``y`` itself), and the caches."""
        z, caches = self._twin.forward(x, moment)
        return (z if self.activation is None else self.activation.forward(z)), z, caches

    def values(self, y_true: Array, y: Array, z: Array) -> Array:
        """The loss of every sample."""
        if self.activation is None:
            return self.loss.values(y_true, y)
        assert isinstance(self.loss, LogitsLoss)
        return self.loss.logit_values(y_true, z, y)

    def gradient(self, y_true: Array, y: Array, z: Array) -> Array:
        """The slope of every sample's loss by ``z``."""
        if self.activation is None:
            return self.loss.gradient(y_true, y)
        assert isinstance(self.loss, LogitsLoss)
        return self.loss.logit_gradient(y_true, z, y)

    def backward(self, dz: Array, caches: list[Any]) -> None:
        """Fill the network's gradients."""
        parameters = self.network.parameters
        for layer, cache in zip(reversed(self._twin.layers), reversed(caches), strict=True):
            dz, found = layer.backward(dz, cache)
            parameters.collect(layer, found)


def _shared_activation(last: Layer, loss: Loss) -> Any:
    """The activation that the loss can take over, or None."""
    activation = getattr(last, "activation", None)
    if activation is None or not isinstance(loss, LogitsLoss) or getattr(loss, "from_logits", False):
        return None
    return activation if registry.identifier(type(activation)) == loss.logits_activation else None
