"""GELU: multiplies a value by the probability that a standard normal variable is smaller."""

from math import erfc, pi, sqrt
from typing import final

import numpy as np

from engine import kernels
from engine.activations.base import Activation
from engine.activations.sigmoid import logistic
from engine.hyperparameters import boolean, configurable
from engine.typing import Array

SQRT_2_OVER_PI = sqrt(2 / pi)
SQRT_HALF = sqrt(1 / 2)
INV_SQRT_2PI = 1 / sqrt(2 * pi)
CUBIC = 0.044715


@final
@configurable
class Gelu(Activation):
    """``y = x · Φ(x)`` and ``y' = Φ(x) + x · Φ'(x)``, with ``Φ`` the standard normal distribution function.

    Exactly ``Φ(x) = erfc(-x / √2) / 2``; approximately ``(1 + tanh(u)) / 2`` with ``u = √(2/π) · (x + 0.044715 x³)``,
    the logistic function of ``2u``, so that its derivative is ``2u' · Φ · (1 - Φ)``.

    Source: Hendrycks & Gimpel 2016 (arXiv 1606.08415); Keras 3, ``activations.gelu``.
    """

    approximate: bool = boolean(default=False)

    def forward(self, x: Array) -> Array:
        return x * self._cdf(x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        cdf = self._cdf(x)
        if self.approximate:
            derivative = 2 * SQRT_2_OVER_PI * (1 + 3 * CUBIC * x * x) * cdf * (1 - cdf)
        else:
            derivative = INV_SQRT_2PI * np.exp(-x * x / 2)
        dx: Array = dy * (cdf + x * derivative)
        return dx

    def _cdf(self, x: Array) -> Array:
        """Return ``Φ(x)``, the standard normal cumulative distribution function."""
        if self.approximate:
            return logistic(2 * SQRT_2_OVER_PI * (x + CUBIC * x * x * x))
        flat = np.ravel(x * -SQRT_HALF)
        tail = kernels.erfc(flat) if kernels.enabled() else np.array([erfc(v) for v in flat], flat.dtype)
        value: Array = tail.reshape(np.shape(x)) / 2
        return value
