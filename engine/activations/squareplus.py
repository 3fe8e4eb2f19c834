"""Squareplus: a smooth ReLU without exponentials."""

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
        positive = (np.abs(x) + np.sqrt(x * x + self.b)) / 2
        # (x + root) · (-x + root) = b: for very negative x the quotient avoids cancellation in the sum.
        return np.where(x > 0, positive, self.b / 4 / positive)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy * y / np.sqrt(x * x + self.b)
