"""Mish: a smooth ReLU that dips a little below zero."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.activations.sigmoid import logistic
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class Mish(Activation):
    """``y = x · t`` with ``t = tanh(log(1 + exp(x)))``, and ``y' = t + x · (1 - t²) · sigmoid(x)``.

    Source: Misra 2019 (arXiv 1908.08681); Keras 3, ``activations.mish``.
    """

    def forward(self, x: Array) -> Array:
        return x * np.tanh(np.logaddexp(x, 0))

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        t = np.tanh(np.logaddexp(x, 0))
        dx: Array = dy * (t + x * (1 - t * t) * logistic(x))
        return dx
