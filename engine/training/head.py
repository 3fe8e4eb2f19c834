"""Where a network meets its loss: the last activation and the loss are taken together where that is simpler."""

from typing import Any, final

import numpy as np

from engine import registry
from engine.layers.base import Layer
from engine.losses.base import LogitsLoss, Loss
from engine.network.network import Network
from engine.network.parameters import collect
from engine.random import INFERENCE, CallContext
from engine.typing import Array


@final
class Head:
    """Predictions, losses and their slopes for one network and one loss.

    Softmax followed by crossentropy has the slope ``y - y_true`` by the logits ``z``. Where the last layer ends with
    the loss's ``logits_activation``, a twin of that layer without the activation stands in its place (it shares the
    weights), and the loss is told ``z`` and ``y`` both. Made anew for every slice of training.
    """

    def __init__(self, network: Network, loss: Loss) -> None:
        self.parameters = network.parameters  # laid out before the twin shares the weights
        self.loss = loss
        self.activation = _shared_activation(network.layers[-1], loss)
        self._twin = Network(network.layers)
        if self.activation is not None:
            self._twin.layers[-1] = network.layers[-1].without_activation()
        self._priced = [i for i, layer in enumerate(network.layers) if layer.output_regularizer is not None]

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Array, list[Any], Array | None]:
        """``(y, z, caches, mask)``: predictions, what the last activation was given (else ``y`` itself), the caches,
        and which time steps of the predictions count (None where all do)."""
        z, caches, mask = self._twin.forward(x, context)
        return (z if self.activation is None else self.activation.forward(z)), z, caches, mask

    def loss_and_grad(self, y_true: Array, y: Array, z: Array, sample_weight: Any = None,
                       mask: Array | None = None) -> tuple[float, Array]:
        """The reduced loss of a batch, and its slope by ``z``: the shape of ``z``."""
        if isinstance(self.loss, LogitsLoss) and self.activation is not None:
            loss, dz = self.loss.compute_from_logits(y_true, z, y, sample_weight, mask)
        else:
            loss, dz = self.loss.compute(y_true, y, sample_weight, mask)
        return total(loss), dz

    def loss_of(self, y_true: Array, y: Array, z: Array, sample_weight: Any = None,
                mask: Array | None = None) -> float:
        """The reduced loss of a batch alone."""
        if isinstance(self.loss, LogitsLoss) and self.activation is not None:
            values = self.loss.logit_values(y_true, z, y)
        else:
            values = self.loss.values(y_true, y)
        return total(self.loss.reduce(values, self.loss.weights(y_true, values, sample_weight, mask)))

    def backward(self, dz: Array, caches: list[Any]) -> None:
        """Fill the network's gradients, from the last layer down to the lowest that learns; what is used goes."""
        while caches:
            (y, cache), index = caches.pop(), len(caches)
            layer = self._twin.layers[index]
            extra = layer.activity_penalty_grad(y) if index in self._priced else None
            dz, found = layer.backward(dz if extra is None else dz + extra, cache)
            collect(layer, found)
            if not layer.needs_input_grad:
                return

    def output_prices(self, caches: list[Any]) -> float:
        """What layers add to the loss because of their outputs."""
        return sum(self._twin.layers[index].activity_penalty(caches[index][0]) for index in self._priced)


def total(loss: Any) -> float:
    """The sum of what a loss was reduced to; NumPy's takes longer to see that it is one number than all else here."""
    return float(np.sum(loss) if np.ndim(loss) else loss)


def _shared_activation(last: Layer, loss: Loss) -> Any:
    """The activation that the loss can take over, or None.

    A price on the last layer's output has to see that output, so then nothing is taken over; nor is a softmax along
    another axis than the last.
    """
    activation = last.last_activation
    if activation is None or not isinstance(loss, LogitsLoss) or last.output_regularizer is not None:
        return None
    usual = activation.get_config().get("axis", -1) == -1
    return activation if usual and registry.identifier(type(activation)) == loss.logits_activation else None
