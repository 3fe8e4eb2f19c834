"""Squareplus: a softplus that needs no exponential."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable, real
from engine.typing import Array


@final
@configurable
class Squareplus(Activation):
    """``y = (x + √(x² + b)) / 2`` and ``y' = y / √(x² + b)``.

    Source: Barron 2021 (arXiv 2112.11687); Keras 3, ``activations.squareplus``.
    """

    b: float = real(above=0, default=4.0)

    def forward(self, x: Array) -> Array:
        larger = (np.abs(x) + np.sqrt(x * x + self.b)) / 2
        # (x + root) · (-x + root) = b: far below zero the quotient keeps the digits that the sum would lose.
        return np.where(x > 0, larger, self.b / 4 / larger)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy * y / np.sqrt(x * x + self.b)
