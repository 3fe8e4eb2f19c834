"""GELU: lets a number through as far as it is large among normal ones."""

from math import erfc, pi, sqrt
from typing import final

import numpy as np

from engine import kernels
from engine.activations.base import Activation
from engine.activations.sigmoid import logistic
from engine.hyperparameters import boolean, configurable
from engine.typing import Array

ROOT = sqrt(2 / pi)
HALF = sqrt(1 / 2)
DENSITY = 1 / sqrt(2 * pi)
CUBIC = 0.044715


@final
@configurable
class Gelu(Activation):
    """``y = x · Φ(x)`` and ``y' = Φ(x) + x · Φ'(x)``, with the distribution ``Φ`` of a standard normal number.

    Exactly ``Φ(x) = erfc(-x / √2) / 2``; approximately ``(1 + tanh(u)) / 2`` with ``u = √(2/π) · (x + 0.044715 x³)``,
    the logistic function of ``2u``, so that its slope is ``2u' · Φ · (1 - Φ)``.

    Source: Hendrycks & Gimpel 2016 (arXiv 1606.08415); Keras 3, ``activations.gelu``.
    """

    approximate: bool = boolean(default=False)

    def forward(self, x: Array) -> Array:
        return x * self._share(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        share = self._share(x)
        if self.approximate:
            slope = 2 * ROOT * (1 + 3 * CUBIC * x * x) * share * (1 - share)
        else:
            slope = DENSITY * np.exp(-x * x / 2)
        dx: Array = dy * (share + x * slope)
        return dx

    def _share(self, x: Array) -> Array:
        """``Φ(x)``: how much of the standard normal distribution lies below ``x``."""
        if self.approximate:
            return logistic(2 * ROOT * (x + CUBIC * x * x * x))
        flat = np.ravel(x * -HALF)
        tail = kernels.erfc(flat) if kernels.enabled() else np.array([erfc(v) for v in flat], flat.dtype)
        value: Array = tail.reshape(np.shape(x)) / 2
        return value
