"""Softplus: a smooth ReLU."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.activations.sigmoid import logistic
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class Softplus(Activation):
    """``y = log(1 + exp(x))`` and ``y' = sigmoid(x)``.

    Source: Keras 3, ``activations.softplus``.
    """

    def forward(self, x: Array) -> Array:
        return np.logaddexp(x, 0)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy * logistic(x)
